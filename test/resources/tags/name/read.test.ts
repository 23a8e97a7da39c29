import { expect, test } from 'vitest';
import { makeTag } from '../../../support/factories/tags.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('read by a user has the tag', async () => {
  const tag = await makeTag(region, { definition: '//node' });
  expect((await region.get('user', `tags/${tag.name}/`)).json).toEqual(tag);
});

test('read of an unknown tag is 404', async () => {
  expect((await region.get('user', 'tags/nowhere/')).status).toBe(404);
});
