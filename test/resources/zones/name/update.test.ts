import { expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { makeZone } from '../../../support/factories/zones.js';
import { readNode } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Zone } from '../../../support/shapes.js';

const region = useRegion();
const update = (name: string, form: Form, as: As = 'admin') => region.put(as, `zones/${name}/`, form);

test('update with a name moves the zone to its new URI, and its nodes stay in it', async () => {
  await makeZone(region, 'old', 'kept');
  const { system_id } = await makeNode(region, 'declared', { zone: 'old' });
  const renamed = (await update('old', { name: 'new' })).as(Zone);
  expect(renamed).toEqual({ name: 'new', description: 'kept', resource_uri: '/MAAS/api/1.0/zones/new/' });
  expect((await readNode(region, system_id)).zone).toEqual(renamed);
  expect((await region.get('user', 'zones/old/')).status).toBe(404);
});

test('update with an empty description empties it', async () => {
  const zone = await makeZone(region, 'described', 'old');
  expect((await update('described', { description: '' })).as(Zone)).toEqual({ ...zone, description: '' });
});

test('update with the name of another zone is refused, and changes nothing', async () => {
  await makeZone(region, 'taken');
  const other = await makeZone(region, 'other', 'kept');
  const reply = await update('other', { name: 'taken', description: 'lost' });
  expect([reply.status, reply.json]).toEqual([400, { name: ['Zone with this Name already exists.'] }]);
  expect((await region.get('user', 'zones/other/')).json).toEqual(other);
});

test('update of the default zone may describe, but not rename it', async () => {
  expect((await update('default', { name: 'another' })).wrongFields).toEqual(['name']);
  const described = await update('default', { name: 'default', description: 'here' });
  expect(described.as(Zone)).toMatchObject({ name: 'default', description: 'here' });
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('update by %s is %i, whether the zone exists or not', async (as, status) => {
  for (const name of ['default', 'nowhere']) {
    expect((await update(name, { description: 'forbidden' }, as)).status).toBe(status);
  }
  expect((await region.get('user', 'zones/default/')).as(Zone).description).not.toBe('forbidden');
});

test('update of an unknown zone is 404, before its fields are validated', async () => {
  expect((await update('nowhere', { name: 'a b' })).status).toBe(404);
});
