import { z } from 'zod';
import type { Reply } from '../../support/client.js';
import type { GeneratedRequest, Params } from '../generator/operation.js';

/** Power types with parameters that are valid; no machine answers there. */
export const VALID_POWER: readonly Params[] = [
  { power_type: '' },
  { power_type: 'ether_wake', power_parameters_mac_address: 'AA-BB-CC-DD-EE-01' },
  {
    power_type: 'virsh',
    power_parameters_power_address: 'qemu+tcp://127.0.0.1:9/system',
    power_parameters_power_id: 'ünï',
  },
  { power_type: 'ipmi', power_parameters_power_driver: 'LAN', power_parameters_power_pass: '-x' },
  { power_type: 'sm15k', power_parameters_power_control: 'restapi2', power_parameters_system_id: '42' },
  { power_type: 'dli', power_parameters_other: 'x', power_parameters_skip_check: 'true' },
];

const Created = z.object({ system_id: z.string() });

/** Where an administrator sees the power parameters of the node that a request has changed. */
export function storedPower({ as, params }: GeneratedRequest, reply: Reply): string | undefined {
  const named = Object.keys(params).some((name) => name.startsWith('power_'));
  return as === 'admin' && named ? `nodes/${reply.as(Created).system_id}/?op=power_parameters` : undefined;
}
