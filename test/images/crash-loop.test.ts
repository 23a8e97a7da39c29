import { expect } from 'vitest';
import { enqueue } from '../../src/jobs/queue.js';
import { IMPORT_IMAGES } from '../../src/jobs/task.js';
import { startServer } from '../cli/server.js';
import { eventually } from '../support/eventually.js';
import { queuedJobs } from '../support/jobs.js';
import { needsTools } from '../support/tools.js';
import { ImportingCluster } from './cluster.js';
import { Mirror } from './mirror.js';

const test = needsTools('gpg');

test('import of which three processes died is given up, with an event and a download record', async () => {
  await using mirror = await Mirror.start();
  await mirror.publish([{ release: 'trusty', arch: 'amd64', files: { 'boot-kernel': 'a', 'boot-initrd': 'b' } }]);
  await using cluster = await ImportingCluster.make();
  await cluster.source(mirror);
  let asked = 0;
  mirror.odd.set('streams/v1/index.sjson', () => {
    asked += 1;
  });
  const env = {
    DATABASE_URL: cluster.url,
    MAAS_IMAGES_DIR: cluster.imagesDir,
    MAAS_DATA_DIR: cluster.imagesDir,
    LOG_LEVEL: 'warn',
  };
  await enqueue(cluster.database, IMPORT_IMAGES, { uuid: cluster.uuid });
  for (let death = 1; death <= 3; death += 1) {
    const server = await startServer(env);
    await eventually(() => expect(asked).toBe(death));
    expect(await server.end('SIGKILL')).toBe('SIGKILL');
    // The next process need not wait until the silence is long enough.
    await cluster.database.pool.query("UPDATE region_processes SET seen = now() - interval '1 hour'");
  }
  const server = await startServer(env);
  try {
    await eventually(async () => expect(await queuedJobs(cluster.database, IMPORT_IMAGES)).toEqual([]));
  } finally {
    await server.end('SIGTERM');
  }
  expect(asked).toBe(3);
  const message = 'Given up: the process of the region ended 3 times during the import.';
  expect(await cluster.records()).toEqual([['import', null, null, message]]);
  const events = await cluster.database.prisma.event.findMany({ where: { type: 'Failed to import boot images' } });
  expect(events).toMatchObject([
    { level: 40, description: `Cluster master. ${message}`, systemId: null, details: { cluster: 'master', deaths: 3 } },
  ]);
});
