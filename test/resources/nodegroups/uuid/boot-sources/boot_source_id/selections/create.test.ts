import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../../../../support/body.js';
import { makeSource, SELECTION, selectionsPath } from '../../../../../../support/factories/boot-sources.js';
import { type As, useRegion } from '../../../../../../support/region.js';
import { BootSourceSelection } from '../../../../../../support/shapes.js';

const region = useRegion();
let path: string;
beforeEach(async () => {
  path = selectionsPath(region, await makeSource(region));
});

const create = (form: Form, as: As = 'admin') => region.post(as, path, form);
const createJson = (json: object) => region.call('admin', 'POST', path, { json });
const stored = async () => (await region.get('admin', path)).as(BootSourceSelection.array());

test('create with repeated parameters makes a selection with these lists', async () => {
  const reply = await create(SELECTION);
  expect(reply.status).toBe(200);
  const selection = reply.as(BootSourceSelection);
  const resource_uri = `/MAAS/api/1.0/${path}${selection.id}/`;
  expect(selection).toEqual({ ...SELECTION, id: selection.id, resource_uri });
  expect(await stored()).toEqual([selection]);
});

test('create with nothing makes a selection of nothing', async () => {
  const empty = { release: '', arches: [], subarches: [], labels: [] };
  expect((await create({})).as(BootSourceSelection)).toMatchObject(empty);
});

test('create with JSON makes a selection with its lists', async () => {
  expect((await createJson(SELECTION)).as(BootSourceSelection)).toMatchObject(SELECTION);
});

test.each(['arches', 'subarches', 'labels'])('create with half a character among the %s is refused', async (list) => {
  const reply = await createJson({ [list]: ['a', '\ud800'] });
  expect([reply.status, reply.json]).toEqual([400, { [list]: [expect.any(String)] }]);
  expect(await stored()).toEqual([]);
});

test.each(['hardy', '*', 'trusty ', 'a\0b'])('create with the release %j is refused', async (release) => {
  const reply = await create({ release });
  expect([reply.status, reply.json]).toEqual([400, { release: [expect.any(String)] }]);
  expect(await stored()).toEqual([]);
});

test('create for an unknown boot source is 404', async () => {
  const reply = await region.post('admin', selectionsPath(region, { id: 999_999 }), SELECTION);
  expect(reply.status).toBe(404);
});

test.each([null, 'user', 'worker'] as const)('create by %s is 403, and makes no selection', async (as) => {
  expect((await create(SELECTION, as)).status).toBe(403);
  expect(await stored()).toEqual([]);
});
