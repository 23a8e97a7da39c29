import { expect } from 'vitest';
import { performImport } from '../../src/model/images/perform-import.js';
import { memoryLog } from '../support/log.js';
import { needsTools } from '../support/tools.js';
import { BOOT, IncompleteSite, importPassingOver, NAME, OLD } from './incomplete-site.js';
import { INDEX, PRODUCTS } from './mirror.js';

const test = needsTools('gpg');
const site = new IncompleteSite();

test('import from an index with an entry of another format names it', async () => {
  await using cluster = await site.makeCluster();
  const entries = { test: { path: PRODUCTS }, ids: { format: 'content_id:1.0', path: 'streams/v1/ids.sjson' } };
  await site.mirror.put(INDEX, { format: 'index:1.0', index: entries });
  expect(await importPassingOver(cluster)).toEqual(['ids: the format is content_id:1.0, not products:1.0']);
});

test('import of a root image that is not compressed by gzip says that it is not unpacked', async () => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([{ ...OLD, files: { ...BOOT, 'root-image.gz': 'not compressed' } }]);
  expect(await importPassingOver(cluster)).toEqual([
    'root-image.gz: it is not compressed by gzip, so it is not unpacked',
  ]);
});

test('import without anything that can boot fails with the reasons, and keeps the images', async () => {
  await using cluster = await site.makeCluster();
  const before = [await cluster.tree(), await cluster.images()];
  await site.mirror.publish([{ ...OLD, version: '20140501', files: { manifest: 'packages' } }]);
  const reason = `${NAME} 20140501: no kernel with its initrd, only manifest`;
  const message = `The boot sources offer nothing that is selected and can boot. ${reason}`;
  await expect(cluster.import()).rejects.toThrow(message);
  expect([await cluster.tree(), await cluster.images()]).toEqual(before);
  expect(await cluster.records()).toContainEqual(['import', null, null, message]);
});

test('import that passes something over says so in progress and log, until nothing is passed over', async () => {
  await using cluster = await site.makeCluster();
  const versions = Array.from({ length: 8 }, (_, index) => `2014050${index + 1}`);
  await site.mirror.publish([OLD, ...versions.map((version) => ({ ...OLD, version, files: { manifest: version } }))]);
  const { log, lines } = memoryLog();
  const settings = { imagesDir: cluster.imagesDir, imageImport: true, noProxy: [] };
  const services = { database: cluster.database, settings, log };
  await performImport(services, cluster.uuid, new AbortController().signal);
  const logged = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'part of a mirror is passed over');
  expect(logged).toHaveLength(8);
  expect(logged).toContainEqual(
    expect.objectContaining({
      source: site.mirror.url,
      subject: `${NAME} 20140508`,
      reason: 'no kernel with its initrd, only manifest',
    }),
  );
  const [record] = await cluster.database.prisma.download.findMany({ where: { filename: site.mirror.url } });
  expect(record?.error).toMatch(/^Passed over: test:trusty:amd64:generic 20140508: .*; and 3 more, see the log$/);
  await site.mirror.publish([OLD]);
  await performImport(services, cluster.uuid, new AbortController().signal);
  expect(await cluster.database.prisma.download.findMany({ where: { filename: site.mirror.url } })).toEqual([]);
});

test('import of a product whose name has control characters names it without them', async () => {
  await using cluster = await site.makeCluster();
  const bad = { 'nul\0 escape\u001b[2J': { release: 'trusty', arch: 'arm64', versions: {} } };
  const document = JSON.parse(String(site.mirror.files.get(PRODUCTS.replace('.sjson', '.json'))));
  await site.mirror.put(PRODUCTS, { ...document, products: { ...document.products, ...bad } });
  expect(await importPassingOver(cluster)).toEqual(['nul\uFFFD escape\uFFFD[2J: no versions']);
  await site.mirror.put(PRODUCTS, { ...document, products: bad });
  await expect(cluster.import()).rejects.toThrow(/nothing that is selected and can boot\. nul\uFFFD escape/);
  await site.mirror.put(INDEX, { format: 'index:1.0', index: { 'nul\0': null } });
  await expect(cluster.import()).rejects.toThrow(/boot\. nul\uFFFD: it is not an entry with a path/);
  expect(await cluster.records()).toContainEqual(['import', null, null, expect.stringContaining('nul\uFFFD')]);
});
