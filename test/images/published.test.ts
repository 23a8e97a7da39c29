import { expect } from 'vitest';
import { Notifications } from '../../src/db/notifications/notifications.js';
import { Folders } from '../../src/images/folders.js';
import { readPublished } from '../../src/images/published.js';
import { needsTools } from '../support/tools.js';
import { sha256 } from './mirror.js';
import { MirrorSite } from './mirrored-cluster.js';

const test = needsTools('gpg');
const site = new MirrorSite();

test('an import that changes files notifies of the cluster, and one that changes nothing does not', async () => {
  await using cluster = await site.makeCluster({ release: 'precise', arches: ['i386'] });
  const notifications = new Notifications(cluster);
  const watch = await notifications.watch(cluster.id);
  expect((await cluster.import()).changed).toBe(true);
  expect(await watch.changed(60_000)).toBe('changed');
  const again = await notifications.watch(cluster.id);
  expect((await cluster.import()).changed).toBe(false);
  expect(await again.changed(1)).toBe('timeout');
  await notifications.close();
});

test('readPublished has the files of the newest import, and nothing before the first', async () => {
  await using cluster = await site.makeCluster({ release: 'precise', arches: ['i386'] });
  const read = () => readPublished(new Folders(cluster.imagesDir), cluster.uuid);
  expect(await read()).toEqual([]);
  await cluster.import();
  const file = (name: string, content: string) => ({
    name,
    sha256: sha256(Buffer.from(content)),
    size: content.length,
  });
  const image = {
    osystem: 'ubuntu',
    architecture: 'i386',
    subarchitecture: 'generic',
    release: 'precise',
    label: 'release',
    purposes: ['commissioning', 'install'],
  };
  const files = [file('boot-initrd', 'initrd of precise/i386'), file('boot-kernel', 'kernel of precise/i386')];
  const sorted = async () =>
    (await read()).map((one) => ({ ...one, files: [...one.files].sort((a, b) => (a.name < b.name ? -1 : 1)) }));
  expect(await sorted()).toEqual([{ ...image, files }]);
  await site.mirror.publish([
    { release: 'precise', arch: 'i386', files: { 'di-kernel': 'installer', 'di-initrd': 'its initrd' } },
  ]);
  await cluster.import();
  const installer = [file('di-initrd', 'its initrd'), file('di-kernel', 'installer')];
  expect(await sorted()).toEqual([{ ...image, purposes: ['install'], files: installer }]);
});
