import { expect, test } from 'vitest';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('describe_power_types by a user has the nine types with their fields', async () => {
  const reply = await region.get('user', 'nodegroups/', { op: 'describe_power_types' });
  expect(reply.json).toHaveLength(9);
  const field = { name: 'mac_address', label: 'MAC Address', required: false, choices: [], default: '' };
  expect(reply.json).toHaveProperty('0', {
    name: 'ether_wake',
    description: 'Wake-on-LAN',
    fields: [{ ...field, field_type: 'mac_address' }],
  });
});

test('describe_power_types without credentials is an unknown operation', async () => {
  expect((await region.get(null, 'nodegroups/', { op: 'describe_power_types' })).status).toBe(400);
});
