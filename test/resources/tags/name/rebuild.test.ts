import { expect, test } from 'vitest';
import { makeTag } from '../../../support/factories/tags.js';
import { type As, useRegion } from '../../../support/region.js';

const region = useRegion();
const rebuild = (as: As, name: string) => region.post(as, `tags/${name}/`, { op: 'rebuild' });

test('rebuild answers the name of the tag', async () => {
  const { name } = await makeTag(region);
  expect((await rebuild('admin', name)).json).toEqual({ rebuilding: name });
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('rebuild by %s is %i, whether the tag exists or not', async (as, status) => {
  const tag = await makeTag(region);
  for (const name of [tag.name, 'nowhere']) expect((await rebuild(as, name)).status).toBe(status);
});

test('rebuild of an unknown tag is 404', async () => {
  expect((await rebuild('admin', 'nowhere')).status).toBe(404);
});
