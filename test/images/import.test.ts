import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { IMPORT_IMAGES } from '../../src/jobs/task.js';
import { registerCluster } from '../../src/model/clusters/registration/register.js';
import { eventually } from '../support/eventually.js';
import { queuedJobs } from '../support/jobs.js';
import { needsTools } from '../support/tools.js';
import { ImportingCluster } from './cluster.js';
import { Mirror, type Product, sha256 } from './mirror.js';

const test = needsTools('gpg');

const boot = (name: string) => ({ 'boot-kernel': `kernel of ${name}`, 'boot-initrd': `initrd of ${name}` });
/** Two releases for two architectures; one of them with files that two subarchitectures share. */
const PRODUCTS: readonly Product[] = [
  { release: 'precise', arch: 'amd64', files: { ...boot('precise/amd64'), 'root-tgz': 'precise root' } },
  { release: 'precise', arch: 'i386', files: boot('precise/i386') },
  {
    release: 'trusty',
    arch: 'amd64',
    subarch: 'hwe-t',
    subarches: 'generic,hwe-t',
    files: { ...boot('trusty/amd64'), squashfs: 'trusty root' },
  },
  { release: 'trusty', arch: 'i386', files: boot('trusty/i386') },
];
const TRUSTY_KERNEL = 'trusty/amd64/20140416/hwe-t/boot-kernel';

let mirror: Mirror;
beforeAll(async () => {
  mirror = await Mirror.start();
});
afterAll(() => mirror[Symbol.asyncDispose]());
beforeEach(() => mirror.publish(PRODUCTS));

/** A cluster whose only source is the mirror. */
async function clusterOfMirror(selections: Parameters<ImportingCluster['source']>[0]['selections'] = []) {
  const cluster = await ImportingCluster.make();
  await cluster.source({ url: mirror.url, keyring: mirror.keyring, selections });
  return cluster;
}

describe('a first import', () => {
  test('makes a tree of every image, and registers what nodes can boot for', async () => {
    await using cluster = await clusterOfMirror();
    const result = await cluster.import();
    expect(result).toEqual({
      images: 5,
      changed: true,
      folder: path.join(cluster.imagesDir, 'clusters/master/current'),
    });
    const trusty = { ...boot('trusty/amd64'), squashfs: 'trusty root' };
    expect(await cluster.tree()).toEqual({
      ...below('ubuntu/amd64/generic/precise/release', { ...boot('precise/amd64'), 'root-tgz': 'precise root' }),
      ...below('ubuntu/amd64/generic/trusty/release', trusty),
      ...below('ubuntu/amd64/hwe-t/trusty/release', trusty),
      ...below('ubuntu/i386/generic/precise/release', boot('precise/i386')),
      ...below('ubuntu/i386/generic/trusty/release', boot('trusty/i386')),
    });
    expect(await cluster.images()).toEqual([
      'amd64/generic/precise/release commissioning',
      'amd64/generic/precise/release install',
      'amd64/generic/precise/release xinstall',
      'amd64/generic/trusty/release commissioning',
      'amd64/generic/trusty/release install',
      'amd64/generic/trusty/release xinstall',
      'amd64/hwe-t/trusty/release commissioning',
      'amd64/hwe-t/trusty/release install',
      'amd64/hwe-t/trusty/release xinstall',
      'i386/generic/precise/release commissioning',
      'i386/generic/precise/release install',
      'i386/generic/trusty/release commissioning',
      'i386/generic/trusty/release install',
    ]);
    const [row] = await cluster.database.prisma.bootImage.findMany({ where: { subarchitecture: 'hwe-t' } });
    expect(row).toMatchObject({ osystem: 'ubuntu', supportedSubarches: 'generic,hwe-t', origin: 'import' });
  });

  test('fetches what subarchitectures share once, and stores every file under its hash', async () => {
    await using cluster = await clusterOfMirror();
    await cluster.import();
    expect(mirror.downloads().sort()).toEqual([...mirror.files.keys()].filter((name) => !/^streams/.test(name)).sort());
    const { files, partial, snapshots } = await cluster.stored();
    expect(files).toEqual(
      mirror
        .downloads()
        .map((name) => sha256(mirror.files.get(name) ?? Buffer.of()))
        .sort(),
    );
    expect([partial, snapshots.length]).toEqual([[], 1]);
  });

  test('leaves a finished download record of every file', async () => {
    await using cluster = await clusterOfMirror([{ release: 'trusty', arches: ['i386'] }]);
    await cluster.import();
    expect(await cluster.records()).toEqual([
      ['trusty/i386/20140416/generic/boot-initrd', 21n, 21n, ''],
      ['trusty/i386/20140416/generic/boot-kernel', 21n, 21n, ''],
    ]);
  });

  test.each([
    ['release', { release: 'precise' }, ['amd64/generic/precise', 'i386/generic/precise']],
    ['architecture', { arches: ['i386'] }, ['i386/generic/precise', 'i386/generic/trusty']],
    ['subarchitecture', { subarches: ['hwe-t'] }, ['amd64/hwe-t/trusty']],
    ['label', { labels: ['release'], release: 'trusty', arches: ['i386'] }, ['i386/generic/trusty']],
  ])('fetches only what is selected by %s', async (_what, selection, expected) => {
    await using cluster = await clusterOfMirror([selection]);
    await cluster.import();
    const images = (await cluster.images()).map((text) => text.replace(/\/release .*/, ''));
    expect([...new Set(images)]).toEqual(expected);
  });

  test('unpacks a root image as clusters export it', async () => {
    const files = { ...boot('trusty'), 'root-image.gz': gzipSync('an ext4 image') };
    await mirror.publish([{ release: 'trusty', arch: 'amd64', files }]);
    await using cluster = await clusterOfMirror();
    await cluster.import();
    expect(await cluster.tree()).toMatchObject({ 'ubuntu/amd64/generic/trusty/release/root-image': 'an ext4 image' });
    expect(await cluster.images()).toContain('amd64/generic/trusty/release xinstall');
  });

  test('takes the newest version of a product', async () => {
    const versions = ['20140301', '20140416', '20140402'];
    await mirror.publish(
      versions.map((version) => ({ release: 'trusty', arch: 'amd64', version, files: { 'root-tgz': version } })),
    );
    await using cluster = await clusterOfMirror();
    await cluster.import();
    expect(await cluster.tree()).toEqual({ 'ubuntu/amd64/generic/trusty/release/root-tgz': '20140416' });
    expect(mirror.downloads()).toHaveLength(1);
  });

  test('takes of what two sources offer that of the first', async () => {
    await using other = await Mirror.start();
    await other.publish([{ release: 'trusty', arch: 'i386', files: { 'boot-kernel': 'other' } }]);
    await using cluster = await clusterOfMirror([{ release: 'trusty', arches: ['i386'] }]);
    await cluster.addSource(other);
    await cluster.import();
    expect(await cluster.tree()).toEqual(below('ubuntu/i386/generic/trusty/release', boot('trusty/i386')));
    expect(other.downloads()).toEqual([]);
  });
});

describe('an import after another', () => {
  test('fetches nothing and keeps everything when nothing has changed', async () => {
    await using cluster = await clusterOfMirror();
    await cluster.import();
    const before = [await cluster.stored(), await cluster.database.prisma.bootImage.findMany()];
    mirror.requests.length = 0;
    expect(await cluster.import()).toMatchObject({ changed: false, images: 5 });
    expect(mirror.downloads()).toEqual([]);
    expect([await cluster.stored(), await cluster.database.prisma.bootImage.findMany()]).toEqual(before);
  });

  test('fetches the one file that has changed, and forgets the former', async () => {
    await using cluster = await clusterOfMirror();
    await cluster.import();
    const before = await cluster.stored();
    const changed = PRODUCTS.map((product) =>
      product.subarch ? { ...product, files: { ...product.files, 'boot-kernel': 'a new kernel' } } : product,
    );
    await mirror.publish(changed);
    expect(await cluster.import()).toMatchObject({ changed: true });
    expect(mirror.downloads()).toEqual([TRUSTY_KERNEL]);
    const after = await cluster.stored();
    expect(after.snapshots).not.toEqual(before.snapshots);
    expect([after.snapshots.length, after.files.length]).toEqual([1, before.files.length]);
    const tree = await cluster.tree();
    for (const subarch of ['generic', 'hwe-t']) {
      expect(tree[`ubuntu/amd64/${subarch}/trusty/release/boot-kernel`]).toBe('a new kernel');
    }
  });

  test('takes away what is selected no more, but not what the cluster reported itself', async () => {
    await using cluster = await clusterOfMirror([{ release: 'trusty' }, { release: 'precise' }]);
    const reported = {
      osystem: 'ubuntu',
      architecture: 'amd64',
      subarchitecture: 'generic',
      release: 'precise',
      label: 'release',
    };
    const nodegroupId = cluster.id;
    await cluster.database.prisma.bootImage.createMany({
      data: ['install', 'local'].map((purpose) => ({ nodegroupId, purpose, ...reported })),
    });
    await cluster.import();
    const kept = (await cluster.images()).filter((image) => image.includes('trusty'));
    await cluster.source({ url: mirror.url, keyring: mirror.keyring, selections: [{ release: 'trusty' }] });
    await cluster.import();
    expect(await cluster.images()).toEqual([
      'amd64/generic/precise/release install',
      'amd64/generic/precise/release local',
      ...kept,
    ]);
    expect(Object.keys(await cluster.tree()).filter((name) => name.includes('precise'))).toEqual([]);
    expect((await cluster.stored()).files).not.toContain(sha256(Buffer.from('precise root')));
  });

  test('removes what one that was killed left of its tree', async () => {
    await using cluster = await clusterOfMirror();
    await cluster.import();
    const { snapshots } = await cluster.stored();
    const folder = path.join(cluster.imagesDir, 'clusters/master');
    for (const name of ['.incoming/ubuntu', 'snapshot-1/ubuntu']) {
      await mkdir(path.join(folder, name), { recursive: true });
      await writeFile(path.join(folder, name, 'boot-kernel'), 'half');
    }
    await symlink('snapshot-1', path.join(folder, '.next'));
    await mirror.publish(PRODUCTS.slice(0, 2));
    await cluster.import();
    const after = await cluster.stored();
    expect([after.snapshots.length, after.snapshots]).toEqual([
      1,
      expect.not.arrayContaining([...snapshots, 'snapshot-1']),
    ]);
  });

  test('repairs a tree in which files are missing', async () => {
    await using cluster = await clusterOfMirror();
    await cluster.import();
    const tree = await cluster.tree();
    await rm(path.join(cluster.imagesDir, 'clusters/master/current/ubuntu/i386'), { recursive: true });
    expect(await cluster.import()).toMatchObject({ changed: true });
    expect(await cluster.tree()).toEqual(tree);
  });
});

test('two imports for one cluster do not run at once', async () => {
  await using cluster = await clusterOfMirror();
  const results = await Promise.allSettled([cluster.import(), cluster.import()]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: 'An import for this cluster is running already.' },
  });
});

describe('clusters that import the same', () => {
  test('at once fetch every file once, and both get their trees', async () => {
    await using cluster = await clusterOfMirror();
    const other = await cluster.beside('a9cfb6b0-0000-4000-8000-000000000009');
    await other.source(mirror);
    await Promise.all([cluster.import(), other.import()]);
    expect(new Set(mirror.downloads()).size).toBe(mirror.downloads().length);
    expect(await other.tree()).toEqual(await cluster.tree());
    expect(await other.images()).toEqual(await cluster.images());
  });

  test('keep the files that one of them needs no more', async () => {
    await using cluster = await clusterOfMirror();
    const other = await cluster.beside('other');
    await other.source(mirror);
    await other.import();
    await cluster.import();
    const [tree, images, { files }] = [await other.tree(), await other.images(), await other.stored()];
    await cluster.source({ url: mirror.url, keyring: mirror.keyring, selections: [{ release: 'precise' }] });
    await cluster.import();
    expect([await other.tree(), await other.images(), (await other.stored()).files]).toEqual([tree, images, files]);
    expect(await cluster.images()).not.toEqual(images);
  });

  test('do not lose what another is about to link', async () => {
    await using cluster = await clusterOfMirror([{ release: 'precise' }]);
    const other = await cluster.beside('other');
    await other.source({ url: mirror.url, keyring: mirror.keyring, selections: [{ release: 'trusty' }] });
    let answer = () => {};
    mirror.odd.set(TRUSTY_KERNEL, (_request, response) => {
      answer = () => response.end(mirror.files.get(TRUSTY_KERNEL));
    });
    const importing = other.import();
    await eventually(async () => expect((await other.stored()).files).toHaveLength(4));
    await cluster.import();
    answer();
    await importing;
    expect(mirror.downloads().filter((name) => name.startsWith('trusty'))).toHaveLength(5);
    expect((await other.stored()).files).toHaveLength(10);
  });

  test('may have any uuid', async () => {
    await using cluster = await clusterOfMirror();
    const other = await cluster.beside('../../escape');
    await other.source(mirror);
    const { folder } = await other.import();
    expect(path.relative(cluster.imagesDir, folder)).toMatch(/^clusters\/_[0-9a-f]{64}\/current$/);
  });
});

describe('the images of a cluster that gets another uuid', () => {
  const uuid = 'a9cfb6b0-0000-4000-8000-000000000009';
  const register = (cluster: ImportingCluster) =>
    cluster.database.transaction((tx) =>
      registerCluster(tx, { uuid, name: '', clusterName: '', interfaces: [], isLocal: false }),
    );

  test('move there without being fetched, though another cluster imports before', async () => {
    await using cluster = await clusterOfMirror();
    const other = await cluster.beside('other');
    await other.source({ url: mirror.url, keyring: mirror.keyring, selections: [{ release: 'precise' }] });
    await cluster.import();
    const [tree, images] = [await cluster.tree(), await cluster.images()];
    await register(cluster);
    expect(await queuedJobs(cluster.database, IMPORT_IMAGES)).toEqual([{ uuid }]);
    mirror.requests.length = 0;
    await other.import();
    await cluster.import({ uuid });
    expect(mirror.downloads()).toEqual([]);
    expect([await cluster.tree(uuid), await cluster.images()]).toEqual([tree, images]);
    expect((await readdir(path.join(cluster.imagesDir, 'clusters'))).sort()).toEqual([uuid, 'other']);
  });

  test('move there though it got it while they were imported', async () => {
    await using cluster = await clusterOfMirror([{ release: 'trusty' }]);
    let answer = () => {};
    mirror.odd.set(TRUSTY_KERNEL, (_request, response) => {
      answer = () => response.end(mirror.files.get(TRUSTY_KERNEL));
    });
    const importing = cluster.import();
    await eventually(async () => expect((await cluster.stored()).files).toHaveLength(4));
    await register(cluster);
    expect(await queuedJobs(cluster.database, IMPORT_IMAGES)).toEqual([]);
    answer();
    await importing;
    expect(await queuedJobs(cluster.database, IMPORT_IMAGES)).toEqual([{ uuid }]);
    mirror.requests.length = 0;
    await cluster.import({ uuid });
    expect(mirror.downloads()).toEqual([]);
  });
});

test('imports that are turned off are recorded, and fetch nothing', async () => {
  await using cluster = await clusterOfMirror();
  await expect(cluster.import({ off: true })).rejects.toThrow('IMAGE_IMPORT=off');
  expect(mirror.requests).toEqual([]);
  expect(await cluster.records()).toEqual([['import', null, null, expect.stringContaining('turned off')]]);
  await cluster.import();
  expect(JSON.stringify((await cluster.records()).map(String))).not.toContain('turned off');
});

test('the tree says in a file which products it is made of', async () => {
  await using cluster = await clusterOfMirror([{ arches: ['i386'], release: 'trusty' }]);
  const { folder } = await cluster.import();
  expect(await readdir(folder)).toEqual(['maas.meta', 'ubuntu']);
  const meta = JSON.parse(await readFile(path.join(folder, 'maas.meta'), 'utf8'));
  expect(meta.images).toMatchObject([{ product: 'test:trusty:i386:generic', version: '20140416' }]);
});

function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}
