import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { run } from '../../../src/cli/run.js';
import { ImportingCluster } from '../../images/cluster.js';
import { Mirror } from '../../images/mirror.js';
import { recordsOf } from '../../support/audit.js';
import { needsTools } from '../../support/tools.js';

const test = needsTools('gpg');

let mirror: Mirror;
let cluster: ImportingCluster;
beforeAll(async () => {
  mirror = await Mirror.start();
});
afterAll(() => mirror[Symbol.asyncDispose]());
beforeEach(async () => {
  cluster = await ImportingCluster.make();
  await mirror.publish([
    { release: 'trusty', arch: 'amd64', files: { 'boot-kernel': 'kernel', 'boot-initrd': 'init' } },
  ]);
  await cluster.source(mirror);
  return () => cluster[Symbol.asyncDispose]();
});

/** Runs `maas-region import`, on a terminal of so many columns or on none. */
async function imports(env: NodeJS.ProcessEnv = {}, columns?: number) {
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), terminal)];
  const settings = { DATABASE_URL: cluster.url, MAAS_IMAGES_DIR: cluster.imagesDir, ...env };
  const code = await run(['import', '--uuid', 'master'], { stdin: new PassThrough(), stdout, stderr, env: settings });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

test('import prints a line for each file and the image folder on stderr', async () => {
  const { code, out, err } = await imports();
  expect([code, out]).toEqual([0, '']);
  const [first, ...files] = err.trimEnd().split('\n');
  expect(files.pop()).toBe(`Imported 1 image in ${cluster.imagesDir}/clusters/master/current`);
  expect(first).toBe('2 files to fetch, 0.0 MB');
  const folder = 'trusty/amd64/20140416/generic';
  expect(files.sort()).toEqual([`${folder}/boot-initrd, 0.0 MB`, `${folder}/boot-kernel, 0.0 MB`]);
});

test('import that succeeds leaves an audit record, and one that fails none', async () => {
  const records = await recordsOf(cluster.database, () => imports());
  expect(records).toMatchObject([{ origin: 'CLI', operation: 'import', objects: ['master'], refused: null }]);
  mirror.files.clear();
  expect(await recordsOf(cluster.database, () => imports())).toEqual([]);
});

test('import on a terminal draws a progress bar within its width and erases the bar at the end', async () => {
  const { code, err } = await imports({}, 60);
  expect(code).toBe(0);
  const [, ...drawn] = err.split('\r\u001b[K');
  expect(drawn.length).toBeGreaterThan(1);
  expect(drawn[0]).toMatch(/^\[[#-]{30}\] \d+ % of 0\.0 MB, /);
  expect(Math.max(...drawn.slice(0, -1).map((text) => text.length))).toBeLessThan(60);
  expect(drawn.at(-1)).toMatch(/^Imported 1 image in /);
});

test('import of unchanged images says that nothing has changed', async () => {
  await imports();
  const { code, out, err } = await imports();
  expect([code, out]).toEqual([0, '']);
  expect(err).toMatch(/^Nothing has changed: 1 image in /);
});

test('import from a mirror without an index fails with one line that names the reason', async () => {
  mirror.files.clear();
  const { code, out, err } = await imports();
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^maas-region: http:\S+\/streams\/v1\/index\.sjson was answered with status 404\.\n$/);
});

test('import with IMAGE_IMPORT=off fails without a request to the mirror', async () => {
  const { code, err } = await imports({ IMAGE_IMPORT: 'off' });
  expect([code, mirror.requests]).toEqual([1, []]);
  expect(err).toBe('maas-region: Image imports are turned off (IMAGE_IMPORT=off): nothing was fetched.\n');
});

test('import names on stderr what it passes over, in lines of their own also below a bar', async () => {
  const boot = { 'boot-kernel': 'kernel', 'boot-initrd': 'init' };
  const product = { release: 'trusty', arch: 'amd64', files: { ...boot, 'root-image.gz': 'not compressed' } };
  await mirror.publish([product, { ...product, version: '20990101', files: { manifest: 'packages' } }]);
  const { code, err } = await imports({}, 200);
  expect(code).toBe(0);
  const name = 'test:trusty:amd64:generic 20990101';
  const [first] = err.split('\n');
  expect(first).toBe(`passed over of ${mirror.url}: ${name}: no kernel with its initrd, only manifest`);
  const file = 'trusty/amd64/20140416/generic/root-image.gz';
  expect(err).toMatch(`\r\u001b[Kpassed over of ${file}: root-image.gz: it is not compressed by gzip`);
});
