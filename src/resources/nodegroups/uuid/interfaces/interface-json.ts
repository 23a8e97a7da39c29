import { z } from 'zod';
import type { ClusterInterface } from '../../../../model/clusters/interfaces/interfaces.js';

export const interfaceShape = z.object({
  ip: z.string(),
  management: z.number().int(),
  interface: z.string(),
  subnet_mask: z.string().nullable(),
  broadcast_ip: z.string().nullable(),
  ip_range_low: z.string().nullable(),
  ip_range_high: z.string().nullable(),
});

export function interfaceJson(found: ClusterInterface): z.infer<typeof interfaceShape> {
  const { ip, management, interface: name, subnet_mask, broadcast_ip, ip_range_low, ip_range_high } = found;
  return { ip, management, interface: name, subnet_mask, broadcast_ip, ip_range_low, ip_range_high };
}
