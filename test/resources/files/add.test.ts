import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { filePart, filesOf, makeFile } from '../../support/factories/files.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
beforeEach(() => region.database.prisma.file.deleteMany());

const add = (as: As, form: Form) => region.post(as, 'files/', { op: 'add', ...form });

test.each([
  ['no bytes', Buffer.alloc(0)],
  ['a few bytes', Buffer.from([0, 255, 13, 10])],
  ['exactly one chunk', randomBytes(3 * 256 * 1_024)],
  ['several chunks', randomBytes(2_000_003)],
])('add of a file with %s stores it byte for byte', async (_what, data) => {
  const added = await add('user', { filename: 'a.bin', file: filePart(data) });
  expect([added.status, added.text]).toEqual([201, '']);
  expect((await region.get(null, 'files/', { op: 'get', filename: 'a.bin' })).bytes.equals(data)).toBe(true);
});

test('add with a name that the user has replaces the content, keeps the key, and leaves the files of others', async () => {
  await makeFile(region, 'user', 'a', 'one');
  await makeFile(region, 'user2', 'a', 'theirs');
  const before = await filesOf(region, 'user');
  expect((await add('user', { filename: 'a', file: filePart('two') })).status).toBe(201);
  expect(await filesOf(region, 'user')).toEqual(before);
  const contentOf = async (as: As) => {
    const [file] = await filesOf(region, as);
    const { pathname, search } = new URL(file?.anon_resource_uri ?? '', region.api);
    return (await region.get(null, `${pathname}${search}`)).text;
  };
  expect([await contentOf('user'), await contentOf('user2')]).toEqual(['two', 'theirs']);
});

const large = randomBytes(2_000_003);
const storedContents = () => region.database.prisma.fileContent.count();
const contentOfA = async () => (await region.get(null, 'files/', { op: 'get', filename: 'a' })).bytes;

test.each<[string, Form]>([
  ['before its name', { file: filePart(large), filename: 'a' }],
  ['after its name', { filename: 'a', file: filePart(large) }],
])('add of a large file %s stores it once, byte for byte', async (_where, form) => {
  const before = await storedContents();
  expect((await region.post('user', 'files/?op=add', form)).status).toBe(201);
  expect(await storedContents()).toBe(before + 1);
  expect((await contentOfA()).equals(large)).toBe(true);
});

test('add of a large file with its op in the body stores it byte for byte', async () => {
  expect((await add('user', { filename: 'a', file: filePart(large) })).status).toBe(201);
  expect((await contentOfA()).equals(large)).toBe(true);
});

test('add of a large file by a caller without the right is refused before it is stored', async () => {
  const before = await storedContents();
  for (const [as, status] of [
    [null, 401],
    ['worker', 403],
  ] as const) {
    expect((await region.post(as, 'files/?op=add', { filename: 'a', file: filePart(large) })).status).toBe(status);
  }
  expect(await storedContents()).toBe(before);
});

test('add of a large file without a name is refused, and leaves a content that belongs to no file', async () => {
  const reply = await region.post('user', 'files/?op=add', { file: filePart(large) });
  expect([reply.status, reply.text]).toEqual([400, 'No provided filename!']);
  expect(await region.database.prisma.file.count()).toBe(0);
  expect(await region.database.prisma.fileContent.count({ where: { unusedSince: null } })).toBe(0);
});

const file = filePart('x');
test.each<[string, Form]>([
  ['no name', { file }],
  ['an empty name', { filename: '', file }],
  ['a name of 256 letters', { filename: 'a'.repeat(256), file }],
  ['no file', { filename: 'a' }],
  ['text in place of a file', { filename: 'a', file: 'x' }],
  ['the file in another field', { filename: 'a', content: file }],
  ['two files', { filename: 'a', file: [file, file] }],
])('add with %s is refused, and stores nothing', async (_what, form) => {
  const reply = await add('user', form);
  expect(reply.status).toBe(400);
  expect(reply.text).toMatch(/filename|file/i);
  expect(await region.database.prisma.file.count()).toBe(0);
});

test.each<[string, Form]>([
  ['an empty name', { filename: '', file }],
  ['no name', { file }],
])('add with %s is refused in plain text', async (_what, form) => {
  const reply = await add('user', form);
  const text = 'No provided filename!';
  expect([reply.status, reply.type, reply.text]).toEqual([400, expect.stringContaining('text/plain'), text]);
});

test('add without credentials is 401', async () => {
  expect((await add(null, { filename: 'b', file })).status).toBe(401);
});
