import { expect, test } from 'vitest';
import { makeCluster, storedCluster } from '../../support/factories/clusters.js';
import { startRegion } from '../../support/region.js';

const LATER = 'late.example';

/** The URL that an accepted cluster has after it registered by this host, and once more by LATER. */
async function urlAfter(host: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  await using region = await startRegion({ env: { TRUST_PROXY: '127.0.0.1', ...env } });
  const { uuid } = await makeCluster(region);
  for (const name of [host, LATER]) {
    const headers = { 'x-forwarded-host': name };
    (await region.call(null, 'POST', 'nodegroups/', { form: { op: 'register', uuid }, headers })).ok();
  }
  return (await storedCluster(region, uuid)).maasUrl;
}

test('register of an accepted cluster keeps the first URL by which it reaches the region', async () => {
  expect(await urlAfter('region.example')).toBe('http://region.example/MAAS');
});

test.each(['localhost', '127.0.0.1:5240'])(
  'register by %s, which is this machine itself, keeps no URL',
  async (host) => {
    expect(await urlAfter(host)).toBe(`http://${LATER}/MAAS`);
  },
);

test('register in a region with MAAS_URL keeps no URL of a request', async () => {
  expect(await urlAfter('evil.example', { MAAS_URL: 'http://maas.example/MAAS' })).toBe('');
});
