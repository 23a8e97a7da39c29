import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { afterAll, beforeAll, expect } from 'vitest';
import { enqueue } from '../../src/jobs/queue.js';
import { IMPORT_ALL_IMAGES, IMPORT_IMAGES, PURGE_EVENTS } from '../../src/jobs/task.js';
import { createToken } from '../../src/model/accounts/keys.js';
import { findUser, WORKER_USER } from '../../src/model/accounts/users.js';
import { eventually } from '../support/eventually.js';
import { performJobs, queuedJobs } from '../support/jobs.js';
import { memoryLog } from '../support/log.js';
import { type Region, startRegion } from '../support/region.js';
import { needsTools } from '../support/tools.js';
import { Mirror, sha256 } from './mirror.js';

const test = needsTools('gpg');

let mirror: Mirror;
let imagesDir: string;
let region: Region;
let cluster: string;
beforeAll(async () => {
  mirror = await Mirror.start();
  imagesDir = await mkdtemp(path.join(tmpdir(), 'maas-images-'));
  region = await startRegion({ env: { MAAS_IMAGES_DIR: imagesDir } });
  cluster = `nodegroups/${region.worker.uuid}/`;
  await region.database.prisma.bootSource.deleteMany();
  const keyring = { filename: 'keyring', data: Buffer.from(mirror.keyring) };
  (await region.post('admin', `${cluster}boot-sources/`, { url: mirror.url, keyring_data: keyring })).ok();
});
afterAll(async () => {
  await region[Symbol.asyncDispose]();
  await mirror[Symbol.asyncDispose]();
  await rm(imagesDir, { recursive: true });
});

const performing = (log?: Logger) =>
  performJobs(region.database, { env: { MAAS_IMAGES_DIR: imagesDir }, ...(log && { log }) });

const imports = async () => (await region.post('admin', cluster, { op: 'import_boot_images' })).ok();
const waiting = async () => {
  const { rows } = await region.database.pool.query(
    "SELECT FROM graphile_worker.jobs WHERE task_identifier = 'import_images'",
  );
  return rows.length;
};

/** The failures of imports, the newest first. */
const listEvents = async () => {
  const where = { type: 'Failed to import boot images' };
  const rows = await region.database.prisma.event.findMany({ where, orderBy: { id: 'desc' } });
  return rows.map(({ description }) => description);
};

test('import by request of an administrator makes its architecture usable, and the region serves its images', async () => {
  await mirror.publish([
    { release: 'trusty', arch: 'amd64', files: { 'boot-kernel': 'kernel', 'boot-initrd': 'initrd' } },
  ]);
  await using _jobs = await performing();
  await imports();
  await eventually(async () => expect(await waiting()).toBe(0));
  const kernel = `/MAAS/images/clusters/${region.worker.uuid}/current/ubuntu/amd64/generic/trusty/release/boot-kernel`;
  expect((await region.get(null, kernel)).text).toBe('kernel');
  const images = (await region.get('user', `${cluster}boot-images/`)).json;
  expect(images).toContainEqual(expect.objectContaining({ purpose: 'commissioning' }));
  const node = { op: 'new', architecture: 'amd64/generic', mac_addresses: '02:00:00:00:00:01' };
  expect((await region.post('admin', 'nodes/', node)).status).toBe(200);
});

test('import of every accepted cluster is scheduled once a week', async () => {
  await mirror.publish([{ release: 'trusty', arch: 'i386', files: { squashfs: 'i386 root' } }]);
  await enqueue(region.database, IMPORT_ALL_IMAGES, {});
  await using _jobs = await performing();
  await eventually(() => expect(mirror.downloads()).toEqual(['trusty/i386/20140416/generic/squashfs']));
  await eventually(async () => expect(await waiting()).toBe(0));
  const { rows } = await region.database.pool.query('SELECT identifier FROM graphile_worker._private_known_crontabs');
  expect(rows).toContainEqual({ identifier: 'import_all_images' });
});

test('import during the stop of its process is left to another process, which continues it', async () => {
  const root = 'a root file system'.repeat(100_000);
  const name = 'trusty/arm64/20140416/generic/root-tgz';
  await mirror.publish([{ release: 'trusty', arch: 'arm64', files: { 'root-tgz': root } }]);
  mirror.odd.set(name, (_request, response) => {
    response.writeHead(200, { 'content-length': root.length }).write(root.slice(0, root.length / 2));
  });
  {
    await using _stopping = await performing();
    await imports();
    const partial = path.join(imagesDir, '.partial', sha256(Buffer.from(root)));
    await eventually(async () => expect((await stat(partial)).size).toBe(root.length / 2));
  }
  expect(await waiting()).toBe(1);
  mirror.odd.clear();
  mirror.requests.length = 0;
  await using _jobs = await performing();
  await eventually(async () => expect(await waiting()).toBe(0));
  expect(mirror.downloads()).toEqual([`${name} bytes=${root.length / 2}-`]);
});

test('import from silent mirrors does not delay other jobs', async () => {
  mirror.odd.set('streams/v1/index.sjson', () => {});
  const uuids = Array.from({ length: 12 }, (_, index) => `silent-${index}`);
  await region.database.transaction(async (tx) => {
    for (const uuid of uuids) {
      const { tokenId } = await createToken(tx, (await findUser(tx, WORKER_USER)).id);
      const sources = { create: { url: mirror.url, keyringFilename: '', keyringData: Buffer.from(mirror.keyring) } };
      await tx.prisma.nodegroup.create({ data: { uuid, clusterName: uuid, tokenId, bootSources: sources } });
      await enqueue(tx, IMPORT_IMAGES, { uuid });
    }
  });
  await using _jobs = await performing();
  await eventually(() => expect(mirror.requests.length).toBeGreaterThan(2));
  await enqueue(region.database, PURGE_EVENTS, {});
  await eventually(async () => expect(await queuedJobs(region.database, PURGE_EVENTS)).toEqual([]));
  expect(await waiting()).toBe(uuids.length);
  await region.database.pool.query('DELETE FROM graphile_worker._private_jobs');
  mirror.odd.clear();
});

test('import that fails is logged, is in the progress, and is not repeated', async () => {
  mirror.files.clear();
  const { log, lines } = memoryLog();
  await using _jobs = await performing(log);
  await imports();
  await eventually(async () => expect(await waiting()).toBe(0));
  expect(lines.filter((line) => line.includes('boot images could not be imported'))).toEqual([
    expect.stringContaining('was answered with status 404'),
  ]);
  const progress = (await region.get('admin', cluster, { op: 'download_progress' })).text;
  expect(progress).toContain('was answered with status 404');
  expect(await listEvents()).toEqual([expect.stringContaining('was answered with status 404')]);
});

test('import from the default source without its keyring says in log, progress and event how to get the keyring', async () => {
  const file = '/usr/share/keyrings/nowhere/ubuntu-cloudimage-keyring.gpg';
  await region.database.prisma.bootSource.updateMany({
    data: { keyringData: new Uint8Array(), keyringFilename: file },
  });
  const { log, lines } = memoryLog();
  await using _jobs = await performing(log);
  await imports();
  await eventually(async () => expect(await waiting()).toBe(0));
  const progress = (await region.get('admin', cluster, { op: 'download_progress' })).text;
  const [description] = await listEvents();
  const logged = lines.find((line) => line.includes('boot images could not be imported'));
  for (const text of [progress, description, logged]) {
    expect(text).toContain(`The keyring ${file} cannot be read on the region controller (ENOENT).`);
    expect(text).toContain('or upload it as keyring_data of the boot source');
  }
});
