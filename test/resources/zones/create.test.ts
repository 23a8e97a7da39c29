import { expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeZone, zoneNames } from '../../support/factories/zones.js';
import { type As, useRegion } from '../../support/region.js';
import { Zone } from '../../support/shapes.js';

const region = useRegion();
const create = (form: Form, as: As = 'admin') => region.post(as, 'zones/', form);

test('create with a name alone answers the zone with its three keys', async () => {
  const zone = (await create({ name: 'attic' })).as(Zone);
  expect(zone).toEqual({ name: 'attic', description: '', resource_uri: '/MAAS/api/1.0/zones/attic/' });
  expect((await region.get('user', 'zones/attic/')).json).toEqual(zone);
});

test.each(['', 'with blank', 'a/b', 'a.b', 'µ', 'x'.repeat(257)])(
  'create with the name %j is refused under name',
  async (name) => {
    expect((await create({ name, description: 'x' })).wrongFields).toEqual(['name']);
  },
);

test('create with the name of another zone is refused', async () => {
  const { name } = await makeZone(region);
  const reply = await create({ name });
  expect([reply.status, reply.json]).toEqual([400, { name: ['Zone with this Name already exists.'] }]);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('create by %s is %i, and makes no zone', async (as, status) => {
  expect((await create({ name: 'forbidden' }, as)).status).toBe(status);
  expect(await zoneNames(region)).not.toContain('forbidden');
});
