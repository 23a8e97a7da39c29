import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import { makeTag } from '../../../support/factories/tags.js';
import { readNode } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('delete removes the tag once', async () => {
  const { name } = await makeTag(region);
  expect((await region.delete('admin', `tags/${name}/`)).status).toBe(204);
  expect((await region.delete('admin', `tags/${name}/`)).status).toBe(404);
});

test('delete takes the tag off its nodes', async () => {
  const { system_id } = await makeNode(region, 'declared', { tags: ['used'] });
  (await region.delete('admin', 'tags/used/')).ok();
  expect((await readNode(region, system_id)).tag_names).not.toContain('used');
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('delete by %s is %i, whether the tag exists or not, and the tag stays', async (as, status) => {
  const tag = await makeTag(region);
  for (const name of [tag.name, 'nowhere']) expect((await region.delete(as, `tags/${name}/`)).status).toBe(status);
  expect((await region.get('user', `tags/${tag.name}/`)).json).toEqual(tag);
});
