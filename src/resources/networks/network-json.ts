import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';
import type { Network } from '../../model/networks/view.js';

export const networkShape = z.object({
  description: z.string(),
  ip: z.string(),
  netmask: z.string(),
  vlan_tag: z.number().int().nullable(),
  resource_uri: z.string(),
  name: z.string(),
});

export function networkJson(
  { description, ip, netmask, vlan_tag, name }: Network,
  links: Links,
): z.infer<typeof networkShape> {
  return { description, ip, netmask, vlan_tag, resource_uri: links.api('networks', name), name };
}
