import pino from 'pino';
import { expect, test } from 'vitest';
import { startRegion } from '../../../src/cli/serve/region.js';
import { clusterConfig } from '../../../src/cluster/config.js';
import { enqueue } from '../../../src/jobs/queue.js';
import { PURGE_EVENTS } from '../../../src/jobs/task.js';
import { printApiKey } from '../../../src/model/accounts/keys.js';
import { ensureMasterCluster } from '../../../src/model/clusters/master.js';
import { readWorkerKey } from '../../../src/model/clusters/worker-key.js';
import { readSettings } from '../../../src/settings.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/folder.js';
import { queuedJobs } from '../../support/jobs.js';
import { LossyProxy } from '../../support/lossy-proxy.js';
import { plaintextHeader } from '../../support/oauth.js';

const folder = temporaryFolder();

test('serve that loses PostgreSQL before its jobs have started answers 503, recovers, and performs jobs', async () => {
  await using fresh = await freshDatabase();
  await using proxy = await LossyProxy.start(fresh.url);
  proxy.swallow();
  const settings = readSettings({ DATABASE_URL: proxy.url, MAAS_DATA_DIR: folder, HOST: '127.0.0.1', PORT: '0' });
  const region = await startRegion(settings, proxy.url, pino({ level: 'silent' }));
  try {
    const ready = async () => (await fetch(`http://127.0.0.1:${region.port}/MAAS/readyz`)).status;
    expect(await ready()).toBe(503);
    proxy.restore();
    await eventually(async () => expect(await ready()).toBe(200));
    await enqueue(fresh.database, PURGE_EVENTS, {});
    await eventually(async () => expect(await queuedJobs(fresh.database, PURGE_EVENTS)).toEqual([]));
  } finally {
    await region.stop();
  }
}, 60_000);

test('serve that stops answers requests that wait for a change of a cluster, with 304', async () => {
  await using fresh = await freshDatabase();
  const settings = readSettings({ DATABASE_URL: fresh.url, MAAS_DATA_DIR: folder, HOST: '127.0.0.1', PORT: '0' });
  const region = await startRegion(settings, fresh.url, pino({ level: 'silent' }));
  let stopped: Promise<void> | undefined;
  try {
    await fresh.database.transaction((tx) => ensureMasterCluster(tx));
    const authorization = plaintextHeader(printApiKey(await readWorkerKey(fresh.database, 'master')));
    const url = `http://127.0.0.1:${region.port}/MAAS/api/1.0/nodegroups/master/?op=cluster_config`;
    const first = await fetch(url, { headers: { authorization } });
    const { version } = clusterConfig.parse(await first.json());
    const again = plaintextHeader(printApiKey(await readWorkerKey(fresh.database, 'master')));
    const waiting = fetch(`${url}&version=${version}`, { headers: { authorization: again } });
    await eventually(async () => {
      const { rows } = await fresh.database.pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN cluster_config'",
      );
      expect(rows).toHaveLength(1);
    });
    const began = Date.now();
    stopped = region.stop();
    expect((await waiting).status).toBe(304);
    await stopped;
    expect(Date.now() - began).toBeLessThan(9_000);
  } finally {
    await (stopped ?? region.stop());
  }
}, 60_000);
