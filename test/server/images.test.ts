import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Region, startRegion } from '../support/region.js';

const KERNEL = 'images/clusters/master/current/ubuntu/amd64/generic/trusty/release/boot-kernel';
const CONTENT = '0123456789'.repeat(100);

let folder: string;
let region: Region;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'maas-served-'));
  const imagesDir = path.join(folder, 'images');
  const release = path.join(imagesDir, 'clusters/master/snapshot-1/ubuntu/amd64/generic/trusty/release');
  await mkdir(release, { recursive: true });
  await mkdir(path.join(imagesDir, '.partial'));
  await symlink('snapshot-1', path.join(imagesDir, 'clusters/master/current'));
  await writeFile(path.join(release, 'boot-kernel'), CONTENT);
  await writeFile(path.join(release, 'empty'), '');
  await utimes(path.join(release, 'boot-kernel'), 1_400_000_000, 1_400_000_000);
  await writeFile(path.join(release, 'root.tar.gz'), CONTENT);
  await writeFile(path.join(imagesDir, '.partial/begun'), CONTENT);
  await writeFile(path.join(folder, 'secret'), 'secret');
  region = await startRegion({ env: { MAAS_IMAGES_DIR: imagesDir } });
});
afterAll(async () => {
  await region[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const get = (name: string, headers: Record<string, string> = {}, method = 'GET') =>
  region.call(null, method, `/MAAS/${name}`, { headers });

test('GET of an image without credentials returns the content with its length, type and validators, at both prefixes', async () => {
  const reply = await get(KERNEL);
  expect([reply.status, reply.type, reply.text]).toEqual([200, 'application/octet-stream', CONTENT]);
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'accept-ranges': 'bytes',
    'content-length': '1000',
    'last-modified': 'Tue, 13 May 2014 16:53:20 GMT',
    etag: expect.stringMatching(/^W\/"3e8-/),
  });
  expect((await region.call(null, 'GET', `/${KERNEL}`)).text).toBe(CONTENT);
  expect((await get(KERNEL.replace('boot-kernel', 'root.tar.gz'))).type).toBe('application/gzip');
  expect((await get(KERNEL.replace('boot-kernel', 'empty'))).text).toBe('');
});

test('HEAD of an image returns the headers of GET without the content', async () => {
  const reply = await get(KERNEL, {}, 'HEAD');
  expect([reply.status, reply.text, reply.headers.get('content-length')]).toEqual([200, '', '1000']);
});

describe('GET of an image with a Range header', () => {
  test.each([
    ['bytes=10-14', '01234', 'bytes 10-14/1000'],
    ['bytes=997-', '789', 'bytes 997-999/1000'],
    ['bytes=-2', '89', 'bytes 998-999/1000'],
  ])('%s returns that part', async (range, text, contentRange) => {
    const reply = await get(KERNEL, { range });
    expect([reply.status, reply.text, reply.headers.get('content-range')]).toEqual([206, text, contentRange]);
  });

  test('is 416 beyond the end, and returns the whole image when If-Range does not match', async () => {
    const beyond = await get(KERNEL, { range: 'bytes=1000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
    const stale = await get(KERNEL, { range: 'bytes=0-1', 'if-range': '"another"' });
    expect([stale.status, stale.text]).toEqual([200, CONTENT]);
  });
});

test('GET of an image with a matching If-None-Match is 304 without content', async () => {
  const etag = (await get(KERNEL)).headers.get('etag') ?? '';
  const same = await get(KERNEL, { 'if-none-match': etag });
  expect([same.status, same.text]).toEqual([304, '']);
  expect((await get(KERNEL, { 'if-none-match': '"another"' })).status).toBe(200);
});

test.each([
  ['a file that is not there', 'images/clusters/master/current/none', 404],
  ['a folder', 'images/clusters/master/current/', 403],
  ['the root', 'images/', 403],
  ['a file that is still being fetched', 'images/.partial/begun', 404],
  ['an escape', 'images/%2e%2e/secret', 404],
  ['an encoded escape', 'images/..%2fsecret', 403],
  ['a deep encoded escape', 'images/clusters/..%2f..%2fsecret', 403],
  ['a NUL', 'images/clusters/%00', 400],
  ['a broken escape sequence', 'images/clusters/%zz', 400],
  ['a very long name', `images/${'a'.repeat(3_000)}`, 404],
])('GET of %s is refused', async (_what, name, status) => {
  const reply = await get(name);
  expect([reply.status, reply.text.includes('secret')]).toEqual([status, false]);
});

test.each(['POST', 'PUT', 'DELETE'])('%s of an image is 404 and leaves the image unchanged', async (method) => {
  expect((await get(KERNEL, {}, method)).status).toBe(404);
  expect((await get(KERNEL)).text).toBe(CONTENT);
});
