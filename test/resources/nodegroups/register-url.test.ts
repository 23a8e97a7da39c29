import { expect, test } from 'vitest';
import { makeCluster, storedCluster } from '../../support/factories/clusters.js';
import { startRegion } from '../../support/region.js';

test.each([{}, { MAAS_URL: 'http://maas.example/MAAS' }])(
  'register of an accepted cluster keeps no URL of the request: %j',
  async (env) => {
    await using region = await startRegion({ env: { TRUST_PROXY: '127.0.0.1', ...env } });
    const { uuid } = await makeCluster(region);
    const headers = { 'x-forwarded-host': 'evil.example' };
    (await region.call(null, 'POST', 'nodegroups/', { form: { op: 'register', uuid }, headers })).ok();
    expect((await storedCluster(region, uuid)).maasUrl).toBe('');
  },
);
