import { afterAll, beforeAll, expect } from 'vitest';
import { needsTools } from '../support/tools.js';
import { BOOT, IMAGES, IncompleteSite, importPassingOver, listEvents, NAME, OLD } from './incomplete-site.js';
import { Mirror } from './mirror.js';

const test = needsTools('gpg');
const site = new IncompleteSite();
const KERNEL = 'ubuntu/amd64/generic/trusty/release/boot-kernel';

let other: Mirror;
beforeAll(async () => {
  other = await Mirror.start();
});
afterAll(() => other[Symbol.asyncDispose]());

test('import of an image without a kernel takes it from a later source that has one, and names the other', async () => {
  await using cluster = await site.makeCluster();
  await cluster.addSource(other);
  await site.mirror.publish([{ ...OLD, version: '20140501', files: { squashfs: 'alone' } }]);
  await other.publish([{ ...OLD, files: { ...BOOT, 'boot-kernel': 'other kernel', squashfs: 'root' } }]);
  expect(await importPassingOver(cluster)).toEqual([
    `${NAME} 20140501 of ${site.mirror.url}: no kernel with its initrd`,
  ]);
  expect(await cluster.tree()).toHaveProperty([KERNEL], 'other kernel');
  expect([await cluster.images(), await listEvents(cluster)]).toEqual([IMAGES, []]);
});

test('import of an image that a later source offers in another version names that version', async () => {
  await using cluster = await site.makeCluster();
  await cluster.addSource(other);
  await other.publish([{ ...OLD, version: '20140501', files: { ...BOOT, 'boot-kernel': 'newer kernel' } }]);
  expect(await importPassingOver(cluster)).toEqual([`${NAME} 20140501: ${site.mirror.url} offers ${NAME} 20140416`]);
  expect(await cluster.tree()).toHaveProperty([KERNEL], 'kernel');
});

test('import of an image that two sources offer in one version names nothing', async () => {
  await using cluster = await site.makeCluster();
  await cluster.addSource(other);
  await other.publish([OLD]);
  expect(await importPassingOver(cluster)).toEqual([]);
});
