import { expect } from 'vitest';
import { needsTools } from '../support/tools.js';
import { BOOT, IMAGES, IncompleteSite, listEvents, OLD } from './incomplete-site.js';
import type { Product } from './mirror.js';

const test = needsTools('gpg');
const site = new IncompleteSite();

test('import of a version with fewer purposes removes the others, with one event', async () => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([{ ...OLD, version: '20140501', files: BOOT }]);
  await cluster.import();
  expect(await cluster.images()).toEqual(IMAGES.slice(0, 2));
  const description = 'No longer imported for cluster master: ubuntu/amd64/generic/trusty/release xinstall.';
  expect(await listEvents(cluster)).toEqual([[30, 'Boot images removed', description]]);
  await cluster.import();
  expect(await listEvents(cluster)).toHaveLength(1);
});

test('import without an image that was selected removes it, with one event', async () => {
  await using cluster = await site.makeCluster();
  const precise: Product = { release: 'precise', arch: 'i386', files: BOOT };
  await site.mirror.publish([OLD, precise]);
  await cluster.source({ url: site.mirror.url, keyring: site.mirror.keyring, selections: [{ release: 'precise' }] });
  await cluster.import();
  expect(await listEvents(cluster)).toEqual([[30, 'Boot images removed', expect.stringContaining(IMAGES[0] ?? '')]]);
});
