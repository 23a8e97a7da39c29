import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeTag } from '../../support/factories/tags.js';
import { useRegion } from '../../support/region.js';
import { Tag } from '../../support/shapes.js';

const region = useRegion();

test('list has all tags, oldest first', async () => {
  const made = [await makeTag(region, { name: 'list-b' }), await makeTag(region, { name: 'list-a' })];
  expect((await region.get('user', 'tags/', { op: 'list' })).as(z.array(Tag)).slice(-2)).toEqual(made);
});
