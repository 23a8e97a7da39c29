import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { ROOT } from '../cli/server.js';
import { eventually } from '../support/eventually.js';
import { needsTools } from '../support/tools.js';
import { ImportingCluster } from './cluster.js';
import { Mirror, type Product, sha256 } from './mirror.js';

const test = needsTools('gpg');

const ROOT_IMAGE = 'a root file system'.repeat(200_000);
const HALF = ROOT_IMAGE.length / 2;
const ROOT_PATH = 'trusty/amd64/20140416/generic/root-tgz';
const OLD: Product = { release: 'trusty', arch: 'amd64', files: { 'boot-kernel': 'old', 'boot-initrd': 'old' } };
const OLD_FILES = 1;
const NEW: Product = { ...OLD, files: { 'boot-kernel': 'new', 'boot-initrd': 'new initrd', 'root-tgz': ROOT_IMAGE } };

let mirror: Mirror;
let cluster: ImportingCluster;
let before: unknown;
beforeAll(async () => {
  mirror = await Mirror.start();
});
afterAll(() => mirror[Symbol.asyncDispose]());
/** A cluster that has imported, and a mirror with something new that it serves half of. */
beforeEach(async () => {
  cluster = await ImportingCluster.make();
  await cluster.source(mirror);
  await mirror.publish([OLD]);
  await cluster.import();
  before = [await cluster.tree(), await cluster.images()];
  await mirror.publish([NEW]);
  mirror.odd.set(ROOT_PATH, (_request, response) => {
    response.writeHead(200, { 'content-length': ROOT_IMAGE.length }).write(ROOT_IMAGE.slice(0, HALF));
  });
  return () => cluster[Symbol.asyncDispose]();
});

/** `maas-region import` as its operator runs it, in the midst of its work. */
async function importing(): Promise<{ end(signal: NodeJS.Signals): Promise<unknown[]> }> {
  const child = spawn(process.execPath, ['bin/maas-region', 'import', '--uuid', 'master'], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: cluster.url, MAAS_IMAGES_DIR: cluster.imagesDir },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const partial = path.join(cluster.imagesDir, '.partial', sha256(Buffer.from(ROOT_IMAGE)));
  await eventually(async () => {
    expect((await stat(partial)).size).toBe(HALF);
    expect((await readdir(path.join(cluster.imagesDir, 'files'))).length).toBe(OLD_FILES + 2);
  });
  return {
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

test.each([
  ['killed', 'SIGKILL', [null, 'SIGKILL']],
  ['interrupted', 'SIGINT', [1, null]],
] as const)(
  'import that is %s leaves the cluster as it was, and the next one continues it',
  async (_what, signal, exit) => {
    expect(await (await importing()).end(signal)).toEqual(exit);
    expect([await cluster.tree(), await cluster.images()]).toEqual(before);

    mirror.odd.clear();
    mirror.requests.length = 0;
    // The database learns of the end of a process a moment later.
    await eventually(() => cluster.import());
    expect(mirror.downloads()).toEqual([`${ROOT_PATH} bytes=${HALF}-`]);
    expect(await cluster.tree()).toEqual({
      'ubuntu/amd64/generic/trusty/release/boot-initrd': 'new initrd',
      'ubuntu/amd64/generic/trusty/release/boot-kernel': 'new',
      'ubuntu/amd64/generic/trusty/release/root-tgz': ROOT_IMAGE,
    });
    expect(await cluster.images()).toContain('amd64/generic/trusty/release xinstall');
    expect(await cluster.stored()).toMatchObject({ partial: [], files: { length: 3 }, snapshots: { length: 1 } });
  },
);
