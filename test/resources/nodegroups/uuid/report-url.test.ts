import { expect, test } from 'vitest';
import { makeCluster, storedCluster } from '../../../support/factories/clusters.js';
import { type As, type Region, startRegion } from '../../../support/region.js';

const PROXY = { TRUST_PROXY: '127.0.0.1' };
const LATER = 'late.example';
const REPORTS = {
  update_leases: { path: '', form: { leases: '{}' } },
  report_boot_images: { path: 'boot-images/', form: { images: '[]' } },
  report_download_progress: { path: '', form: { filename: 'a' } },
};

function report(region: Region, as: As, cluster: string, op: keyof typeof REPORTS, host: string) {
  const { path, form } = REPORTS[op];
  const headers = { 'x-forwarded-host': host };
  return region.call(as, 'POST', `${cluster}${path}`, { form: { op, ...form }, headers });
}

/** The URL that a cluster has after its worker reported by this host, and once more by LATER. */
async function urlAfter(op: keyof typeof REPORTS, host: string, env: Readonly<Record<string, string>> = PROXY) {
  await using region = await startRegion({ env });
  const { uuid, path, key } = await makeCluster(region);
  for (const name of [host, LATER]) (await report(region, key, path, op, name)).ok();
  return (await storedCluster(region, uuid)).maasUrl;
}

test.each(['update_leases', 'report_boot_images', 'report_download_progress'] as const)(
  '%s by the worker records the first URL by which it reaches the region',
  async (op) => {
    expect(await urlAfter(op, 'region.example')).toBe('http://region.example/MAAS');
  },
);

test.each(['localhost', '127.0.0.1:5240'])(
  'update_leases by %s, which is this machine itself, records no URL',
  async (host) => {
    expect(await urlAfter('update_leases', host)).toBe(`http://${LATER}/MAAS`);
  },
);

test('update_leases in a region with MAAS_URL records no URL', async () => {
  expect(await urlAfter('update_leases', 'a.example', { ...PROXY, MAAS_URL: 'http://maas.example/MAAS' })).toBe('');
});

test('update_leases with a forwarded host from a peer that is not a trusted proxy records no URL', async () => {
  expect(await urlAfter('update_leases', 'evil.example', {})).toBe('');
});

test('update_leases by the worker of another cluster records no URL', async () => {
  await using region = await startRegion({ env: PROXY });
  const [cluster, other] = [await makeCluster(region), await makeCluster(region)];
  expect((await report(region, other.key, cluster.path, 'update_leases', 'evil.example')).status).toBe(403);
  for (const { uuid } of [cluster, other]) expect((await storedCluster(region, uuid)).maasUrl).toBe('');
});

test('update_leases that records a URL makes an event', async () => {
  await using region = await startRegion({ env: PROXY });
  const { uuid, path, key } = await makeCluster(region);
  for (const host of ['region.example', LATER]) (await report(region, key, path, 'update_leases', host)).ok();
  const events = await region.database.prisma.event.findMany({ where: { type: 'Region URL of cluster changed' } });
  expect(events.map(({ details }) => details)).toEqual([
    { cluster: uuid, before: '', after: 'http://region.example/MAAS' },
  ]);
});
