import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { purgeFileContents } from '../../../src/model/files/file-content.js';
import { makeFile } from '../../support/factories/files.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const get = (as: As, filename: string) => region.get(as, 'files/', { op: 'get', filename });

test('get has the bytes of the file, with their type and length', async () => {
  const data = randomBytes(2_000_003);
  await makeFile(region, 'user', 'a.bin', data);
  const reply = await get(null, 'a.bin');
  const { status, type, headers } = reply;
  expect([status, type, headers.get('content-length')]).toEqual([200, 'application/octet-stream', '2000003']);
  expect(reply.bytes.equals(data)).toBe(true);
});

test.each([
  [null, 'newer'],
  ['admin', 'newer'],
  ['user', 'older'],
  ['user2', 'newer'],
] as const)('get by %s has the own file of the name, else the newest of any owner', async (as, content) => {
  const name = `file-for-${as}`;
  await makeFile(region, 'user', name, 'older');
  await makeFile(region, 'user2', name, 'newer');
  expect((await get(as, name)).text).toBe(content);
});

test('get while the file is replaced and deleted has the content that it had', async () => {
  // More than fits the buffers between here and there, so that the server has not read all of it.
  const data = randomBytes(48 * 1_048_576);
  await makeFile(region, 'user', 'a', data);
  const response = await fetch(new URL('files/?op=get&filename=a', region.api));
  await makeFile(region, 'user', 'a', 'new');
  expect((await region.delete('user', 'files/a/')).status).toBe(204);
  expect(await purgeFileContents(region.database)).toBe(0);
  expect(Buffer.from(await response.arrayBuffer()).equals(data)).toBe(true);
});

test('get of an unknown name is 404 with the header that distinguishes it from an unknown endpoint', async () => {
  const reply = await get(null, 'none');
  expect([reply.status, reply.headers.get('workaround')]).toEqual([404, 'bug1123986']);
  expect([reply.text, reply.type]).toEqual(['Not Found', expect.stringContaining('text/plain')]);
});

test('get without a name is 400', async () => {
  expect((await region.get(null, 'files/', { op: 'get' })).status).toBe(400);
});
