import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import { makeTag } from '../../../support/factories/tags.js';
import { type As, useRegion } from '../../../support/region.js';
import { Tag } from '../../../support/shapes.js';

const region = useRegion();
let tag: Tag;
beforeEach(async () => {
  tag = await makeTag(region, { definition: '//node', comment: 'old', kernel_opts: 'quiet' });
});

const update = (form: Form, as: As = 'admin', name = tag.name) => region.put(as, `tags/${name}/`, form);
const stored = async () => (await region.get('user', `tags/${tag.name}/`)).as(Tag);

test('update changes what is sent, also to nothing, and keeps the rest', async () => {
  expect((await update({ definition: '', kernel_opts: '' })).as(Tag)).toEqual({
    ...tag,
    definition: '',
    kernel_opts: '',
  });
});

test('update with a name moves the tag to its new URI', async () => {
  const name = `${tag.name}-renamed`;
  const renamed = (await update({ name })).as(Tag);
  expect(renamed).toEqual({ ...tag, name, resource_uri: `/MAAS/api/1.0/tags/${name}/` });
  expect((await region.get('user', `tags/${tag.name}/`)).status).toBe(404);
});

test('update with a bad definition is refused, and changes nothing', async () => {
  expect((await update({ definition: 'invalid::tag', comment: 'lost' })).wrongFields).toEqual(['definition']);
  expect(await stored()).toEqual(tag);
});

test('update with the name of another tag is refused, and changes nothing', async () => {
  const { name } = await makeTag(region);
  const reply = await update({ name, comment: 'lost' });
  expect([reply.status, reply.json]).toEqual([400, { name: ['Tag with this Name already exists.'] }]);
  expect(await stored()).toEqual(tag);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('update by %s is %i, whether the tag exists or not, and changes nothing', async (as, status) => {
  for (const name of [tag.name, 'nowhere']) expect((await update({ comment: 'x' }, as, name)).status).toBe(status);
  expect(await stored()).toEqual(tag);
});

test('update of an unknown tag is 404, before its definition is validated', async () => {
  expect((await update({ definition: 'invalid::tag' }, 'admin', 'nowhere')).status).toBe(404);
});
