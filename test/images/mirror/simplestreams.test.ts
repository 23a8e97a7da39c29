import { expect } from 'vitest';
import { needsTools } from '../../support/tools.js';
import { ImportSite, INITRD, KERNEL, NEW } from '../import-site.js';
import { INDEX, PRODUCTS } from '../mirror.js';

const test = needsTools('gpg');
const site = new ImportSite();

test.each([
  ['not JSON', 'no JSON', /is no JSON/],
  ['another document', '{"format": "index:2.0"}', /is no Simplestreams file: format/],
])('import with an index that is %s is refused', async (_what, text, message) => {
  site.mirror.files.set(INDEX, Buffer.from(await site.mirror.signer.sign(text)));
  await site.expectFailure(site.mirror.url, message);
});

test('import without an index is refused with the status of the mirror', async () => {
  site.mirror.files.delete(INDEX);
  await site.expectFailure(site.mirror.url, /streams\/v1\/index\.sjson was answered with status 404/);
});

test.each([
  '../other.sjson',
  './../other.sjson',
  './/../other.sjson',
  './/',
  '',
  '/etc/passwd',
  './http://x/..',
  'http://other.example.com/x.sjson',
])('import with an index that names the file %s is refused', async (path) => {
  await site.mirror.put(INDEX, { format: 'index:1.0', index: { test: { path } } });
  await site.expectFailure('import', /offer nothing that is selected and can boot\. test: no usable path: it /);
});

test.each([
  ['path', '../../etc/passwd'],
  ['path', '/etc/passwd'],
  ['path', 'trusty/../../x'],
  ['path', './trusty/./../x'],
  ['path', '..'],
  ['path', './'],
  ['path', 'http://other.example.com/x'],
  ['path', 'trusty\\..\\x'],
  ['ftype', '../boot-kernel'],
  ['ftype', '.hidden'],
  ['release', '..'],
  ['arch', 'amd64/../..'],
  ['label', ''],
  ['subarches', 'generic,../x'],
  ['sha256', '../../../etc/passwd'],
  ['size', -1],
  ['size', 1e15],
  ['size', 'many'],
  ['size', []],
])('import of a product whose %s is %j is refused before any file is fetched', async (name, value) => {
  await site.mirror.publish(NEW, (item) => ({ ...item, [name]: value }));
  await site.expectFailure('import', new RegExp(`offer nothing that is selected.* has no usable ${name}: it `));
  expect(site.mirror.downloads()).toEqual([]);
});

test('import with ./ and // in the paths of index and products fetches the files below the root of the mirror', async () => {
  await site.mirror.publish(NEW, (item) => ({ ...item, path: `./${item.path.replace('amd64/', 'amd64/.//')}` }));
  await site.mirror.put(INDEX, { format: 'index:1.0', index: { test: { path: `./${PRODUCTS}` } } });
  await site.expectNew();
  expect(site.mirror.requests.toSorted()).toEqual([INDEX, PRODUCTS, INITRD, KERNEL].toSorted());
});
