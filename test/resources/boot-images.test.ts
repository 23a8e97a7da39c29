import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { usableArchitectures } from '../../src/model/images/usable.js';
import { type As, useRegion } from '../support/region.js';

const Image = z.strictObject({
  id: z.number().int(),
  osystem: z.string(),
  release: z.string(),
  architecture: z.string(),
  subarchitecture: z.string(),
  purpose: z.string(),
  label: z.string(),
  resource_uri: z.string(),
});

const region = useRegion();
let path: string;
beforeAll(async () => {
  path = `nodegroups/${region.worker.uuid}/boot-images/`;
});
beforeEach(() => region.database.prisma.bootImage.deleteMany());

const image = (over: Record<string, unknown> = {}) => ({
  osystem: 'ubuntu',
  release: 'trusty',
  architecture: 'amd64',
  subarchitecture: 'generic',
  purpose: 'install',
  label: 'release',
  ...over,
});

const report = (images: unknown, as: As = 'worker') =>
  region.post(as, path, { op: 'report_boot_images', images: JSON.stringify(images) });
const list = async () => (await region.get('user', path)).as(z.array(Image));
const subarches = async () => (await region.database.prisma.bootImage.findMany()).map((row) => row.supportedSubarches);

test('what is reported is listed, with its URI, and can be read alone', async () => {
  const reply = await report([image()]);
  expect([reply.status, reply.text]).toEqual([200, 'OK']);
  const [found, ...rest] = await list();
  expect(rest).toEqual([]);
  expect(found).toEqual({ ...image(), id: found?.id, resource_uri: `/MAAS/api/1.0/${path}${found?.id}/` });
  expect((await region.get('user', `${path}${found?.id}/`)).json).toEqual(found);
});

test('images that are reported again keep their ids, the others go', async () => {
  await report([image(), image({ purpose: 'commissioning' })]);
  const before = await list();
  await report([image({ purpose: 'commissioning' }), image({ purpose: 'xinstall' })]);
  const after = await list();
  expect(after.map(({ purpose }) => purpose)).toEqual(['commissioning', 'xinstall']);
  expect(after[0]).toEqual(before[1]);
  await report([]);
  expect(await list()).toEqual([]);
});

test('an image that is reported twice is there once', async () => {
  expect((await report([image(), image()])).status).toBe(200);
  expect(await list()).toHaveLength(1);
});

test('subarchitecture and label may be left out, and `os` stands for osystem', async () => {
  await report([{ os: 'ubuntu', architecture: 'i386', release: 'trusty', purpose: 'install', unknown: 1 }]);
  expect(await list()).toMatchObject([{ osystem: 'ubuntu', subarchitecture: 'generic', label: 'release' }]);
});

test('supported subarchitectures are replaced by others, and kept when none are reported', async () => {
  await report([image({ supported_subarches: 'generic,hwe-p' })]);
  const [before] = await list();
  await report([image()]);
  expect(await subarches()).toEqual(['generic,hwe-p']);
  await report([image({ supported_subarches: 'generic,hwe-t' })]);
  expect(await subarches()).toEqual(['generic,hwe-t']);
  expect(await list()).toEqual([before]);
});

test('the images of other clusters, and those that the region imported itself, stay', async () => {
  const uuid = randomUUID();
  (await region.post(null, 'nodegroups/', { op: 'register', uuid })).ok();
  const other = await region.database.prisma.nodegroup.findUniqueOrThrow({ where: { uuid } });
  const own = await region.database.prisma.nodegroup.findUniqueOrThrow({ where: { uuid: region.worker.uuid } });
  await region.database.prisma.bootImage.createMany({
    data: [
      { ...image(), nodegroupId: other.id },
      { ...image({ release: 'precise' }), nodegroupId: own.id, origin: 'import' },
    ],
  });
  await report([image()]);
  await report([]);
  expect(await list()).toMatchObject([{ release: 'precise' }]);
  expect((await region.get('user', `nodegroups/${uuid}/boot-images/`)).json).toHaveLength(1);
});

test('a report is for the own worker only', async () => {
  for (const [as, status] of [
    ['user', 403],
    ['admin', 403],
    [null, 401],
  ] as const) {
    expect((await report([image()], as)).status).toBe(status);
  }
  expect(await list()).toEqual([]);
});

test.each([
  ['no JSON', 'nonsense'],
  ['no list', '{}'],
  ['no objects', '["ubuntu"]'],
  ['no operating system', JSON.stringify([image({ osystem: undefined })])],
  ['no architecture', JSON.stringify([image({ architecture: undefined })])],
  ['a number for a text', JSON.stringify([image({ release: 14 })])],
  ['a text that is too long', JSON.stringify([image({ label: 'x'.repeat(256) })])],
  ['a null character', JSON.stringify([image({ release: 'a\u0000b' })])],
  ['half of a surrogate pair', JSON.stringify([image({ release: 'a\ud800' })])],
])('a report with %s is 400, and nothing changes', async (_, images) => {
  await report([image()]);
  const before = await list();
  const reply = await region.post('worker', path, { op: 'report_boot_images', images });
  expect([reply.status, reply.json]).toEqual([400, { images: expect.any(Array) }]);
  expect(await list()).toEqual(before);
});

test('a report with countless mistakes is told of a few', async () => {
  const images = JSON.stringify(Array.from({ length: 5_000 }, () => 0));
  const reply = await region.post('worker', path, { op: 'report_boot_images', images });
  expect([reply.status, reply.json]).toEqual([400, { images: expect.any(Array) }]);
  expect(reply.bytes.length).toBeLessThan(2_000);
});

test('a report without images is 400 text', async () => {
  const reply = await region.post('worker', path, { op: 'report_boot_images' });
  expect([reply.status, reply.type]).toEqual([400, expect.stringMatching(/^text\/plain/)]);
});

test('a report takes as many statements for 300 images as for one', async () => {
  await report([image()]);
  const one = region.queries();
  await report(Array.from({ length: 300 }, (_, index) => image({ subarchitecture: `sub${index}` })));
  expect(region.queries()).toBe(one);
});

test.each(['999999', '0', 'x', '99999999999999999999'])('there is no image %s', async (id) => {
  expect((await region.get('user', `${path}${id}/`)).status).toBe(404);
});

test('an unknown cluster is 404, and nobody without credentials sees images', async () => {
  expect((await region.get('user', `nodegroups/${randomUUID()}/boot-images/`)).status).toBe(404);
  expect((await region.get(null, path)).status).toBe(401);
  expect((await region.put('admin', path, { a: '1' })).status).toBe(405);
});

describe('an architecture is usable', () => {
  test('once it can be commissioned and installed', async () => {
    await report([image({ purpose: 'commissioning' }), image(), image({ architecture: 'i386' })]);
    expect(await usableArchitectures(region.database)).toEqual(['amd64/generic']);
  });

  test('unless a node could not hold its name', async () => {
    const subarchitecture = 'x'.repeat(30);
    await report([image({ subarchitecture, purpose: 'commissioning' }), image({ subarchitecture })]);
    expect(await usableArchitectures(region.database)).toEqual([]);
  });
});
