import pino from 'pino';
import { expect, test } from 'vitest';
import { startRegion } from '../../../src/cli/serve/region.js';
import { enqueue } from '../../../src/jobs/queue.js';
import { PURGE_EVENTS } from '../../../src/jobs/task.js';
import { readSettings } from '../../../src/settings.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/folder.js';
import { queuedJobs } from '../../support/jobs.js';
import { LossyProxy } from '../../support/lossy-proxy.js';

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
