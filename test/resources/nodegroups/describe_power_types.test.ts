import { expect, test } from 'vitest';
import { z } from 'zod';
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

test('describe_power_types with all has the types beyond the document after the nine', async () => {
  const reply = await region.get('user', 'nodegroups/', { op: 'describe_power_types', all: 'true' });
  const types = reply.as(z.array(z.looseObject({ name: z.string(), fields: z.array(z.looseObject({})) })));
  expect(types).toHaveLength(11);
  expect(types.slice(9).map(({ name, fields }) => [name, fields.map((field) => field.name)])).toEqual([
    ['redfish', ['power_address', 'power_user', 'power_pass', 'node_id']],
    [
      'webhook',
      [
        ...['power_on_uri', 'power_off_uri', 'power_query_uri', 'power_on_regex', 'power_off_regex'],
        ...['power_user', 'power_pass', 'power_token', 'power_verify_ssl'],
      ],
    ],
  ]);
});

test('describe_power_types with another value of all is refused', async () => {
  const reply = await region.get('user', 'nodegroups/', { op: 'describe_power_types', all: 'maybe' });
  expect(reply.wrongFields).toEqual(['all']);
});

test('describe_power_types without credentials is an unknown operation', async () => {
  expect((await region.get(null, 'nodegroups/', { op: 'describe_power_types' })).status).toBe(400);
});
