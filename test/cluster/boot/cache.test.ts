import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { useFolder } from '../../support/folder.js';
import { imageOf, ipxeIn, StandInRegion, startTestServer, TestFile } from './stand-in.js';

const KERNEL = new TestFile('boot-kernel', randomBytes(300_000));
const INITRD = new TestFile('boot-initrd', randomBytes(200_000));
const ROOT = new TestFile('squashfs', randomBytes(400_000));
const FILES = [KERNEL, INITRD, ROOT];
const MACHINES = 200;

const folder = useFolder();
let ipxeFolder: string;
let region: StandInRegion;
let number = 0;

beforeAll(async () => {
  ipxeFolder = await ipxeIn(folder.at('ipxe'));
});
beforeEach(async () => {
  region = await StandInRegion.start(FILES);
});
afterEach(() => region[Symbol.asyncDispose]());

/** A server with an empty cache. The folder is new unless it is named. */
async function start(options: { maxBytes?: number; name?: string } = {}) {
  const { name = `cache-${number++}`, maxBytes } = options;
  const place = folder.at(name);
  const server = await startTestServer(region.url, place, { ipxeFolder, ...(maxBytes !== undefined && { maxBytes }) });
  return Object.assign(server, { stored: () => readdir(path.join(place, 'files')), place });
}

async function getBytes(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const fetched = (file: TestFile) => region.requests.filter((one) => one.endsWith(file.sha256)).length;

test('files of an update are fetched before a machine needs them', async () => {
  await using server = await start();
  server.update({ images: [imageOf(FILES)] });
  await eventually(async () =>
    expect((await server.stored()).sort()).toEqual(FILES.map(({ sha256 }) => sha256).sort()),
  );
  const before = region.requests.length;
  expect((await getBytes(server.at(KERNEL.path))).bytes.equals(KERNEL.content)).toBe(true);
  expect(region.requests.length).toBe(before);
});

test(`${MACHINES} machines that boot at once fetch each file once from the region`, async () => {
  await using server = await start();
  server.update({ images: [imageOf(FILES)] });
  const boots = Array.from({ length: MACHINES }, async () => {
    for (const file of FILES) expect((await getBytes(server.at(file.path))).bytes.length).toBe(file.size);
  });
  await Promise.all(boots);
  expect(FILES.map(fetched)).toEqual([1, 1, 1]);
});

test('a range of a file is answered with that part', async () => {
  await using server = await start();
  server.update({ images: [imageOf([KERNEL])] });
  const part = await getBytes(server.at(KERNEL.path), { range: 'bytes=1000-1999' });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1000-1999/${KERNEL.size}`]);
  expect(part.bytes.equals(KERNEL.content.subarray(1000, 2000))).toBe(true);
  expect((await getBytes(server.at(KERNEL.path), { range: `bytes=${KERNEL.size}-` })).status).toBe(416);
});

test('a file with another SHA-256 is never served, and the cache does not keep it', async () => {
  region.content = () => Buffer.alloc(KERNEL.size);
  await using server = await start();
  server.update({ images: [imageOf([KERNEL])] });
  const { status, bytes } = await getBytes(server.at(KERNEL.path));
  expect([status, String(bytes)]).toEqual([503, expect.stringContaining('has another SHA-256')]);
  expect(await server.stored()).toEqual([]);
});

test('a file that is larger than the cache is passed through, and a wrong one is not completed', async () => {
  await using server = await start({ maxBytes: KERNEL.size });
  server.update({ images: [imageOf([ROOT])] });
  const { status, bytes } = await getBytes(server.at(ROOT.path));
  expect([status, bytes.equals(ROOT.content)]).toEqual([200, true]);
  expect(server.logged.join('\n')).toContain('is passed through from the region: the cache in');
  region.content = () => Buffer.alloc(ROOT.size);
  await expect(getBytes(server.at(ROOT.path))).rejects.toThrow();
  expect(await server.stored()).toEqual([]);
});

test('the cache stays below its limit: files of no image go first, then those that were used the longest ago', async () => {
  await using server = await start({ maxBytes: KERNEL.size + ROOT.size });
  server.update({ images: [imageOf([KERNEL, INITRD])] });
  await eventually(async () => expect(await server.stored()).toHaveLength(2));
  server.update({ images: [imageOf([INITRD, ROOT])] });
  await eventually(async () =>
    expect((await server.stored()).sort()).toEqual([INITRD, ROOT].map(({ sha256 }) => sha256).sort()),
  );
  server.update({ images: [imageOf(FILES)] });
  await getBytes(server.at(INITRD.path));
  await getBytes(server.at(KERNEL.path));
  expect((await server.stored()).sort()).toEqual([INITRD, KERNEL].map(({ sha256 }) => sha256).sort());
});

test('a file of an image that is gone is still served to machines that have read a script', async () => {
  await using server = await start();
  server.update({ images: [imageOf([KERNEL, ROOT])] });
  await eventually(async () => expect(await server.stored()).toHaveLength(2));
  server.update({ images: [imageOf([KERNEL])] });
  expect((await getBytes(server.at(ROOT.path))).bytes.equals(ROOT.content)).toBe(true);
});

test('no file of an image goes for another one that no machine needs', async () => {
  await using server = await start({ maxBytes: KERNEL.size + ROOT.size });
  server.update({ images: [imageOf([KERNEL, ROOT])] });
  await eventually(async () => expect(await server.stored()).toHaveLength(2));
  server.update({ images: [imageOf(FILES)] });
  expect((await getBytes(server.at(ROOT.path))).status).toBe(200);
  await server.close();
  expect((await server.stored()).sort()).toEqual([KERNEL, ROOT].map(({ sha256 }) => sha256).sort());
  expect(fetched(INITRD)).toBe(0);
});

/** Only root may mount a small disk, and not in every container. */
test.skipIf(process.getuid?.() !== 0)(
  'a file is passed through while the disk is full, and is kept when it fits',
  async () => {
    const name = 'full';
    await mkdir(folder.at(name));
    const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'cache', folder.at(name)]);
    if (mount(`size=${INITRD.size}`).status !== 0) return;
    try {
      await using server = await start({ name });
      server.update({ images: [imageOf([KERNEL])] });
      expect((await getBytes(server.at(KERNEL.path))).bytes.equals(KERNEL.content)).toBe(true);
      expect(server.logged.at(-1)).toContain(
        `is passed through from the region: the disk of ${folder.at(name)} is full.`,
      );
      expect([await server.stored(), await readdir(path.join(folder.at(name), '.partial'))]).toEqual([[], []]);
      // A part of the disk stays free.
      mount('remount,size=2g');
      expect((await getBytes(server.at(KERNEL.path))).bytes.equals(KERNEL.content)).toBe(true);
      expect(await server.stored()).toEqual([KERNEL.sha256]);
    } finally {
      spawnSync('umount', [folder.at(name)]);
    }
  },
);

test('a file of no image goes when nothing has used it for a day', async () => {
  await using server = await start();
  server.update({ images: [imageOf([KERNEL, INITRD])] });
  await eventually(async () => expect(await server.stored()).toHaveLength(2));
  const long = new Date(Date.now() - 25 * 3_600_000);
  await server.close();
  for (const name of await server.stored()) await utimes(path.join(server.place, 'files', name), long, long);
  await using again = await start({ name: path.basename(server.place) });
  again.update({ images: [imageOf([INITRD])] });
  await eventually(async () => expect(await again.stored()).toEqual([INITRD.sha256]));
});

test('a file is 503 while the region is away, and a server that stops ends its downloads', async () => {
  let hasBegun = false;
  region.content = () => {
    hasBegun = true;
    return new Promise(() => {});
  };
  const server = await start();
  server.update({ images: [imageOf([KERNEL])] });
  await eventually(() => expect(hasBegun).toBe(true));
  await server.close();
  expect(await server.stored()).toEqual([]);
});
