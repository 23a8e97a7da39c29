import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { filePart } from '../../support/factories/files.js';
import { makeScript, scriptNames } from '../../support/factories/scripts.js';
import { type As, useRegion } from '../../support/region.js';
import { Script } from '../../support/shapes.js';

const PATH = 'commissioning-scripts/';

const region = useRegion();
beforeEach(() => region.database.prisma.commissioningScript.deleteMany());

const create = (as: As, form: Form) => region.post(as, PATH, form);

test('create stores a script and answers its content in base64', async () => {
  const data = randomBytes(70_000);
  const script = (await create('admin', { name: '50-mine', content: filePart(data) })).as(Script);
  expect([script.name, script.resource_uri]).toEqual(['50-mine', `/MAAS/api/1.0/${PATH}50-mine`]);
  expect(Buffer.from(script.content, 'base64').equals(data)).toBe(true);
});

test('create with the name of another script is refused, and changes nothing', async () => {
  await makeScript(region, 'a', 'first');
  const again = await create('admin', { name: 'a', content: filePart('second') });
  expect([again.status, again.json]).toEqual([400, { name: [expect.any(String)] }]);
  expect((await region.get('admin', `${PATH}a`)).text).toBe('first');
});

const content = filePart('x');
test.each<[string, Form]>([
  ['no name', { content }],
  ['no content', { name: 'a' }],
  ['text in place of a file', { name: 'a', content: 'x' }],
  ['a name of 256 letters', { name: 'a'.repeat(256), content }],
  ['an empty name', { name: '', content }],
  ['the folder above as name', { name: '..', content }],
  ['a path as name', { name: '../../etc/cron.d/x', content }],
  ['two lines as name', { name: 'a\nb', content }],
  ['a blank in the name', { name: 'a b', content }],
  ['an apostrophe in the name', { name: "a'b", content }],
  ['a quote in the name', { name: 'a"b', content }],
])('create with %s is refused, and stores nothing', async (_what, form) => {
  expect((await create('admin', form)).status).toBe(400);
  expect(await scriptNames(region)).toEqual([]);
});

test('create with more than 8 MiB is 413, and stores nothing', async () => {
  const large = filePart(Buffer.alloc(8 * 1_048_576 + 1));
  expect((await create('admin', { name: 'a', content: large })).status).toBe(413);
  expect(await scriptNames(region)).toEqual([]);
});

test.each(['user', null] as const)('create by %s is 403', async (as) => {
  expect((await create(as, { name: 'b', content })).status).toBe(403);
  expect(await scriptNames(region)).toEqual([]);
});
