import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { cancelImport } from '../../src/model/images/cancel-import.js';
import { needsTools } from '../support/tools.js';
import { ImportSite, INITRD, KERNEL, NEW } from './import-site.js';
import { INDEX } from './mirror.js';

const test = needsTools('gpg');
const site = new ImportSite();

test('import that fails on the region itself is recorded', async () => {
  await writeFile(path.join(site.cluster.imagesDir, '.partial'), 'a file where a folder should be');
  await expect(site.cluster.import()).rejects.toThrow(/EEXIST/);
  expect(await site.cluster.records()).toContainEqual(['import', null, null, expect.stringContaining('has a problem')]);
  await rm(path.join(site.cluster.imagesDir, '.partial'));
});

test('import from an ftp address is refused, without its credentials', async () => {
  await site.cluster.source({ url: 'ftp://user:secret@mirror.example.com/images/', keyring: site.mirror.keyring });
  await site.expectFailure(
    'ftp://mirror.example.com/images/',
    /^Images cannot be imported by ftp .* use an http or https/,
  );
  expect(JSON.stringify(await site.cluster.records().then((rows) => rows.map(String)))).not.toContain('secret');
});

test('import from an address that nobody serves is refused', async () => {
  await site.cluster.source({ url: 'http://127.0.0.1:9/', keyring: site.mirror.keyring });
  await site.expectFailure('http://127.0.0.1:9/', /^http:\/\/127\.0\.0\.1:9\/.* cannot be fetched: .*ECONNREFUSED/);
});

test('import that is cancelled while it waits to retry is recorded as cancelled', async () => {
  const { cluster, mirror } = site;
  const requested = new Promise<void>((resolve) => {
    mirror.odd.set(INDEX, (_request, response) => {
      response.writeHead(503).end();
      resolve();
    });
  });
  const importing = cluster.import({ retryMs: 60_000 });
  await Promise.race([requested, importing]);
  await cluster.database.transaction((tx) => cancelImport(tx, cluster));
  await expect(importing).rejects.toThrow(/^The import was cancelled\.$/);
  expect(await cluster.records()).toContainEqual([expect.any(String), null, null, 'The import was cancelled.']);
});

test('import sends the credentials of an address, and does not record them', async () => {
  const seen: unknown[] = [];
  site.mirror.odd.set(INDEX, ({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(403).end();
  });
  await site.cluster.source({ url: site.mirror.url.replace('//', '//user:secret@'), keyring: site.mirror.keyring });
  await site.expectFailure(
    site.mirror.url,
    /^http:\/\/127\.0\.0\.1:\d+\/streams\/v1\/index\.sjson was answered with status 403/,
  );
  expect(seen).toEqual([`Basic ${Buffer.from('user:secret').toString('base64')}`]);
});

test('import with a selection of nothing is refused', async () => {
  await site.cluster.source({ url: site.mirror.url, keyring: site.mirror.keyring, selections: [{ release: '' }] });
  await site.expectFailure('import', /^The boot sources offer nothing that is selected/);
});

test('import without a boot source is refused', async () => {
  await site.cluster.database.prisma.bootSource.deleteMany();
  await site.expectFailure('import', /^The cluster has no boot sources/);
});

test('import with one of two sources failing is refused, so that its images stay', async () => {
  await site.cluster.addSource({ url: 'http://127.0.0.1:9/', keyring: site.mirror.keyring });
  await site.expectFailure('http://127.0.0.1:9/', /ECONNREFUSED/);
});

test('import that succeeds removes the earlier failures', async () => {
  site.mirror.files.delete(KERNEL);
  await expect(site.cluster.import()).rejects.toThrow();
  await site.mirror.publish(NEW);
  await site.expectNew();
  const rows = await site.cluster.database.prisma.download.findMany({ where: { filename: { in: [KERNEL, INITRD] } } });
  expect(rows.filter(({ error }) => error !== '')).toEqual([]);
});
