import { beforeEach, expect, test } from 'vitest';
import { makeCluster, masterPath, storedCluster } from '../../../../support/factories/clusters.js';
import { bootImagesOf, image } from '../../../../support/factories/images.js';
import { type As, useRegion } from '../../../../support/region.js';

const region = useRegion();
beforeEach(() => region.database.prisma.bootImage.deleteMany());

const report = (images: unknown, as: As = 'worker') => {
  const text = typeof images === 'string' ? images : JSON.stringify(images);
  return region.post(as, `${masterPath(region)}boot-images/`, { op: 'report_boot_images', images: text });
};
const subarches = async () => (await region.database.prisma.bootImage.findMany()).map((row) => row.supportedSubarches);

test('report_boot_images stores the images, and answers OK', async () => {
  const reply = await report([image()]);
  expect([reply.status, reply.text]).toEqual([200, 'OK']);
  expect(await bootImagesOf(region)).toMatchObject([image()]);
});

test('report_boot_images keeps the ids of images that are reported again, and removes the others', async () => {
  await report([image(), image({ purpose: 'commissioning' })]);
  const before = await bootImagesOf(region);
  await report([image({ purpose: 'commissioning' }), image({ purpose: 'xinstall' })]);
  const after = await bootImagesOf(region);
  expect(after.map(({ purpose }) => purpose)).toEqual(['commissioning', 'xinstall']);
  expect(after[0]).toEqual(before[1]);
  await report([]);
  expect(await bootImagesOf(region)).toEqual([]);
});

test('report_boot_images with an image twice stores it once', async () => {
  expect((await report([image(), image()])).status).toBe(200);
  expect(await bootImagesOf(region)).toHaveLength(1);
});

test('report_boot_images without subarchitecture and label uses defaults, and takes os for osystem', async () => {
  await report([{ os: 'ubuntu', architecture: 'i386', release: 'trusty', purpose: 'install', unknown: 1 }]);
  const expected = [{ osystem: 'ubuntu', subarchitecture: 'generic', label: 'release' }];
  expect(await bootImagesOf(region)).toMatchObject(expected);
});

test('report_boot_images with supported subarchitectures replaces them, without any keeps them', async () => {
  await report([image({ supported_subarches: 'generic,hwe-p' })]);
  const before = await bootImagesOf(region);
  await report([image()]);
  expect(await subarches()).toEqual(['generic,hwe-p']);
  await report([image({ supported_subarches: 'generic,hwe-t' })]);
  expect(await subarches()).toEqual(['generic,hwe-t']);
  expect(await bootImagesOf(region)).toEqual(before);
});

test('report_boot_images keeps the images of other clusters, and those that the region imported', async () => {
  const { uuid, path } = await makeCluster(region);
  const other = await storedCluster(region, uuid);
  const own = await storedCluster(region, region.worker.uuid);
  await region.database.prisma.bootImage.createMany({
    data: [
      { ...image(), nodegroupId: other.id },
      { ...image({ release: 'precise' }), nodegroupId: own.id, origin: 'import' },
    ],
  });
  await report([image()]);
  await report([]);
  expect(await bootImagesOf(region)).toMatchObject([{ release: 'precise' }]);
  expect((await region.get('user', `${path}boot-images/`)).json).toHaveLength(1);
});

test.each([
  ['text that is not JSON', 'nonsense'],
  ['an object', '{}'],
  ['a list of texts', '["ubuntu"]'],
  ['no operating system', [image({ osystem: undefined })]],
  ['no architecture', [image({ architecture: undefined })]],
  ['a number for a text', [image({ release: 14 })]],
  ['a text that is too long', [image({ label: 'x'.repeat(256) })]],
  ['a null character', [image({ release: 'a\u0000b' })]],
  ['half of a surrogate pair', [image({ release: 'a\ud800' })]],
])('report_boot_images with %s is refused, and changes nothing', async (_what, images) => {
  await report([image()]);
  const before = await bootImagesOf(region);
  expect((await report(images)).wrongFields).toEqual(['images']);
  expect(await bootImagesOf(region)).toEqual(before);
});

test('report_boot_images with 5,000 mistakes names a few of them', async () => {
  const reply = await report(Array.from({ length: 5_000 }, () => 0));
  expect([reply.status, reply.json]).toEqual([400, { images: expect.any(Array) }]);
  expect(reply.bytes.length).toBeLessThan(2_000);
});

test('report_boot_images without images is refused in plain text', async () => {
  const reply = await region.post('worker', `${masterPath(region)}boot-images/`, { op: 'report_boot_images' });
  expect([reply.status, reply.type]).toEqual([400, expect.stringMatching(/^text\/plain/)]);
});

test('report_boot_images of 300 images needs as many statements as of one', async () => {
  await report([image()]);
  const one = region.queries();
  await report(Array.from({ length: 300 }, (_, index) => image({ subarchitecture: `sub${index}` })));
  expect(region.queries()).toBe(one);
});

test.each([
  ['user', 403],
  ['admin', 403],
  [null, 401],
] as const)('report_boot_images by %s is %i, and stores nothing', async (as, status) => {
  expect((await report([image()], as)).status).toBe(status);
  expect(await bootImagesOf(region)).toEqual([]);
});
