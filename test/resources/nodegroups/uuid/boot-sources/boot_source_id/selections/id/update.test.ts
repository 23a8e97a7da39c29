import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../../../../../support/body.js';
import { makeSelection, makeSource } from '../../../../../../../support/factories/boot-sources.js';
import { type As, useRegion } from '../../../../../../../support/region.js';
import { BootSourceSelection } from '../../../../../../../support/shapes.js';

const region = useRegion();
let selection: BootSourceSelection;
beforeEach(async () => {
  selection = await makeSelection(region, await makeSource(region));
});

const update = (form: Form, as: As = 'admin') => region.put(as, selection.resource_uri, form);
const stored = async () => (await region.get('admin', selection.resource_uri)).json;

test.each<[string, Form, Partial<BootSourceSelection>]>([
  ['some fields', { release: 'precise', arches: ['*', 'armhf'] }, { release: 'precise', arches: ['*', 'armhf'] }],
  ['nothing', {}, {}],
  ['empty texts', { labels: '', release: '' }, { labels: [], release: '' }],
])('update with %s changes these and keeps the rest', async (_what, form, changed) => {
  expect((await update(form)).as(BootSourceSelection)).toEqual({ ...selection, ...changed });
});

test.each(['hardy', '*', 'trusty ', 'a\0b'])(
  'update with the release %j is refused, and changes nothing',
  async (release) => {
    const reply = await update({ release, arches: 'x' });
    expect([reply.status, reply.json]).toEqual([400, { release: [expect.any(String)] }]);
    expect(await stored()).toEqual(selection);
  },
);

test('update of a deleted selection is 404, before its fields are validated', async () => {
  (await region.delete('admin', selection.resource_uri)).ok();
  for (const form of [{}, { release: 'bad' }]) expect((await update(form)).status).toBe(404);
});

test.each([null, 'user', 'worker'] as const)('update by %s is 403, and changes nothing', async (as) => {
  expect((await update({ release: '' }, as)).status).toBe(403);
  expect(await stored()).toEqual(selection);
});
