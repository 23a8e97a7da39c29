import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { filesOf, makeFile } from '../../../support/factories/files.js';
import { useRegion } from '../../../support/region.js';
import { FileWithContent } from '../../../support/shapes.js';

const region = useRegion();

test.each([
  ['no bytes', Buffer.alloc(0)],
  ['a few bytes', Buffer.from([0, 255, 13, 10])],
  ['exactly one chunk', randomBytes(3 * 256 * 1_024)],
  ['several chunks', randomBytes(2_000_003)],
])('read of a file with %s has them in base64', async (_what, data) => {
  await makeFile(region, 'user', 'a.bin', data);
  const { content } = (await region.get('user', 'files/a.bin/')).as(FileWithContent);
  expect(Buffer.from(content, 'base64').equals(data)).toBe(true);
});

test.each(['a/b/c.txt', '/in/front', 'at the end/', 'ümlaut?&#%', 'files/x'])(
  'read of a file with the name %s finds it by its URI',
  async (name) => {
    await makeFile(region, 'user', name, 'deep');
    const item = (await filesOf(region, 'user')).find(({ filename }) => filename === name);
    const read = (await region.get('user', item?.resource_uri ?? '')).as(FileWithContent);
    expect([read.filename, Buffer.from(read.content, 'base64').toString()]).toEqual([name, 'deep']);
  },
);

test('read of an unknown file is 404 with the header that distinguishes it from an unknown endpoint', async () => {
  const reply = await region.get('user', 'files/none/');
  expect([reply.status, reply.headers.get('workaround')]).toEqual([404, 'bug1123986']);
  expect([reply.text, reply.type]).toEqual(['Not Found', expect.stringContaining('text/plain')]);
});

test.each(['user2', 'admin'] as const)('read of a file of another user by %s is 404', async (as) => {
  await makeFile(region, 'user', 'a');
  expect((await region.get(as, 'files/a/')).status).toBe(404);
});

test('read without credentials is 401', async () => {
  await makeFile(region, 'user', 'a');
  expect((await region.get(null, 'files/a/')).status).toBe(401);
});
