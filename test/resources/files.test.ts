import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { purgeContents } from '../../src/model/files/content.js';
import { type As, useRegion } from '../support/region.js';

const Item = z.strictObject({ filename: z.string(), anon_resource_uri: z.string(), resource_uri: z.string() });
const Read = Item.extend({ content: z.string() });
/** More than two chunks, and not a whole number of them. */
const LONG = randomBytes(2_000_003);

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.file.deleteMany();
});

const add = (as: As, filename: string, data: Buffer | string = 'data') =>
  region.post(as, 'files/', { op: 'add', filename, file: { filename: 'file', data } });
const get = (as: As, filename: string) => region.get(as, 'files/', { op: 'get', filename });
const list = async (as: As, prefix?: string) =>
  (await region.get(as, 'files/', { op: 'list', ...(prefix !== undefined && { prefix }) })).as(z.array(Item));
const pathOf = (filename: string) => `files/${filename}/`;

test.each([
  ['empty', Buffer.alloc(0)],
  ['a few bytes', Buffer.from([0, 255, 13, 10])],
  ['exactly one chunk', randomBytes(3 * 256 * 1_024)],
  ['several chunks', LONG],
])('a file comes back byte for byte, raw and as JSON: %s', async (_, data) => {
  const added = await add('user', 'a.bin', data);
  expect([added.status, added.text]).toEqual([201, '']);
  const raw = await get(null, 'a.bin');
  expect([raw.status, raw.type, raw.headers.get('content-length')]).toEqual([
    200,
    'application/octet-stream',
    String(data.length),
  ]);
  expect(raw.bytes.equals(data)).toBe(true);
  const read = (await region.get('user', pathOf('a.bin'))).as(Read);
  expect(Buffer.from(read.content, 'base64').equals(data)).toBe(true);
});

test('adding again replaces the content; the key stays, and so does the file of that name of another user', async () => {
  await add('user', 'a', 'one');
  await add('user2', 'a', 'theirs');
  const [before] = await list('user');
  expect((await add('user', 'a', 'two')).status).toBe(201);
  expect(await list('user')).toEqual([before]);
  const byKey = (uri = '') => region.get(null, new URL(uri, region.api).pathname + new URL(uri, region.api).search);
  expect((await byKey(before?.anon_resource_uri)).text).toBe('two');
  expect((await byKey((await list('user2'))[0]?.anon_resource_uri)).text).toBe('theirs');
});

test('op=get gives the newest file of a name, whoever owns it and whoever asks', async () => {
  await add('user', 'a', 'older');
  await add('user2', 'a', 'newer');
  for (const as of [null, 'user', 'admin'] as const) expect((await get(as, 'a')).text).toBe('newer');
});

test('the list has own files by name, those with a prefix when one is given, without content', async () => {
  for (const name of ['b', 'a_1', 'a%', 'B']) await add('user', name);
  await add('user2', 'c');
  const names = async (prefix?: string) => (await list('user', prefix)).map(({ filename }) => filename);
  expect(await names()).toEqual(['B', 'a%', 'a_1', 'b']);
  expect(await names('a')).toEqual(['a%', 'a_1']);
  expect(await names('a_')).toEqual(['a_1']);
  expect(await names('A')).toEqual([]);
});

test('the list is one statement, however many files there are', async () => {
  const queries = async () => {
    await list('user');
    return region.queries();
  };
  await add('user', 'a');
  const few = await queries();
  for (let number = 0; number < 20; number += 1) await add('user', `b${number}`);
  expect(await queries()).toBe(few);
});

test.each(['a/b/c.txt', '/in/front', 'at the end/', 'ümlaut?&#%', 'files/x'])(
  'a name with %s is found by it',
  async (name) => {
    await add('user', name, 'deep');
    const [item] = await list('user');
    expect(item?.filename).toBe(name);
    const read = (await region.get('user', item?.resource_uri ?? '')).as(Read);
    expect([read.filename, Buffer.from(read.content, 'base64').toString()]).toEqual([name, 'deep']);
    expect((await region.delete('user', item?.resource_uri ?? '')).status).toBe(204);
    expect(await list('user')).toEqual([]);
  },
);

test('both ways of deleting take the file away, and no other', async () => {
  await add('user', 'stays');
  for (const remove of [
    () => region.delete('user', pathOf('a')),
    () => region.post('user', pathOf('a'), { op: 'delete' }),
  ]) {
    await add('user', 'a');
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await get(null, 'a')).status).toBe(404);
  }
  expect(await list('user')).toHaveLength(1);
});

test('what is missing is 404 with the header that tells it from a missing endpoint', async () => {
  for (const reply of [
    await region.get('user', pathOf('none')),
    await get(null, 'none'),
    await region.get(null, 'files/', { op: 'get_by_key', key: '00000000-0000-4000-8000-00000000ffff' }),
    await region.get(null, 'files/', { op: 'get_by_key', key: "' OR 1=1" }),
  ]) {
    expect([reply.status, reply.headers.get('workaround')]).toEqual([404, 'bug1123986']);
    expect([reply.text, reply.type]).toEqual(['Not Found', expect.stringContaining('text/plain')]);
  }
});

test('files of others cannot be read by path or deleted, not even by an administrator', async () => {
  await add('user', 'a');
  for (const as of ['user2', 'admin'] as const) {
    expect((await region.get(as, pathOf('a'))).status).toBe(404);
    expect((await region.delete(as, pathOf('a'))).status).toBe(404);
    expect((await region.post(as, pathOf('a'), { op: 'delete' })).status).toBe(404);
  }
  expect(await list('user')).toHaveLength(1);
});

const FILE = { filename: 'file', data: 'x' };
test.each([
  ['no name', { file: FILE }],
  ['an empty name', { filename: '', file: FILE }],
  ['a name of 256 letters', { filename: 'a'.repeat(256), file: FILE }],
  ['no file', { filename: 'a' }],
  ['text in place of a file', { filename: 'a', file: 'x' }],
  ['another field', { filename: 'a', content: FILE }],
  ['two files', { filename: 'a', file: [FILE, FILE] }],
])('add with %s is refused, and nothing is stored', async (_, form) => {
  const reply = await region.post('user', 'files/', { op: 'add', ...form });
  expect(reply.status).toBe(400);
  expect(reply.text).toMatch(/filename|file/i);
  expect(await region.database.prisma.file.count()).toBe(0);
});

test('an empty name is refused in plain text, as a missing one is', async () => {
  for (const form of [{ filename: '', file: FILE }, { file: FILE }]) {
    const reply = await region.post('user', 'files/', { op: 'add', ...form });
    expect([reply.status, reply.type, reply.text]).toEqual([
      400,
      expect.stringContaining('text/plain'),
      'No provided filename!',
    ]);
  }
});

test('without credentials one may read by name or key, and nothing else', async () => {
  await add('user', 'a');
  expect((await region.get(null, 'files/', { op: 'list' })).status).toBe(400);
  expect((await add(null, 'b')).status).toBe(401);
  expect((await region.get(null, pathOf('a'))).status).toBe(401);
  expect((await region.delete(null, pathOf('a'))).status).toBe(401);
  expect((await region.get(null, 'files/', { op: 'get' })).status).toBe(400);
  expect((await region.get(null, 'files/', { op: 'get_by_key' })).status).toBe(400);
});

test('who reads a file while it is replaced and deleted gets the content that it had', async () => {
  // More than fits the buffers between here and there, so that the server has not read all of it.
  const data = randomBytes(48 * 1_048_576);
  await add('user', 'a', data);
  const response = await fetch(new URL('files/?op=get&filename=a', region.api));
  await add('user', 'a', 'new');
  expect((await region.delete('user', pathOf('a'))).status).toBe(204);
  expect(await purgeContents(region.database)).toBe(0);
  expect(Buffer.from(await response.arrayBuffer()).equals(data)).toBe(true);
});

test('contents that have long been no file’s are purged, with the files of a deleted user among them', async () => {
  const { database } = region;
  await add('user', 'stays');
  await add('user', 'replaced');
  await add('user', 'replaced');
  await add('user', 'deleted');
  await region.delete('user', pathOf('deleted'));
  const stranger = await database.prisma.user.create({
    data: { username: 'gone', email: 'g@example.com', password: '' },
  });
  const content = await database.prisma.fileContent.create({ data: { unusedSince: null } });
  const key = '00000000-0000-4000-8000-0000000000aa';
  await database.prisma.file.create({
    data: { filename: 'x', ownerId: stranger.id, key, size: 0, contentId: content.id },
  });
  await database.prisma.user.delete({ where: { id: stranger.id } });
  const unused = await database.prisma.fileContent.count({ where: { unusedSince: { not: null } } });
  expect(unused).toBeGreaterThanOrEqual(3);
  await database.pool.query(`UPDATE file_contents SET unused_since = unused_since - interval '7 hours'`);
  expect(await purgeContents(database)).toBe(unused);
  expect(await database.prisma.fileContent.count()).toBe(2);
  expect((await get(null, 'replaced')).text).toBe('data');
});
