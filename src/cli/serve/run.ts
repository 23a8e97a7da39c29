import type { Logger } from 'pino';
import { readCertificate } from '../../certificate.js';
import { migrate } from '../../db/migrate.js';
import { SqlDatabase } from '../../db/sql-database.js';
import type { AuditRecord } from '../../events/audit.js';
import { ensureFirstAdmin } from '../../model/setup/first-admin.js';
import { readPowerEnvironment } from '../../power/driver/environment.js';
import { openLog } from '../../server/logger.js';
import type { Settings } from '../../settings.js';
import { warnAboutSettings } from '../../settings-warnings.js';
import { commandRecord } from '../lib/audit.js';
import type { Io } from '../lib/io.js';
import { openStore } from '../lib/open-database.js';
import { untilUp } from './await-database.js';
import { banner } from './banner.js';
import { checkPorts } from './check-port.js';
import type { HostInterface } from './host-interface.js';
import { logConsole } from './log-console.js';
import type { startRegion } from './region.js';
import { StartWarnings } from './start-warnings.js';
import { Stop } from './stop.js';
import type { startWorkers } from './workers.js';

/** The most database connections of one process: 10 for requests, 39 for jobs, 2 that listen (docs/operations.md). */
const CONNECTIONS_OF_A_PROCESS = 51;

/**
 * Serves the region until a signal comes. Then running requests finish, and jobs and the embedded PostgreSQL stop.
 * @param ownCluster the network interface of the cluster that the parent process runs on this host
 */
export async function serve(settings: Settings, io: Io, ownCluster?: HostInterface): Promise<void> {
  const stop = new Stop();
  await checkPorts(settings);
  if (settings.tls) await readCertificate(settings.tls);
  const log = await openLog(settings, io.stderr);
  logConsole(log);
  using warnings = new StartWarnings(log);
  for (const line of warnAboutSettings(io.env, settings)) warnings.add(line);
  const opening = openStore(settings, {
    exclusive: true,
    maxConnections: 50 + settings.workers * CONNECTIONS_OF_A_PROCESS,
    notify: warnings.add,
    onFailure: stop.fail,
  });
  const loading = loadServer(settings);
  const store = await opening;
  try {
    await untilUp(store.url, stop, log);
    await prepare(settings, store.url, log, commandRecord(io.env, 'serve', []));
    if (ownCluster !== undefined) {
      const { prepareOwnCluster } = await import('./own-cluster.js');
      const audit = commandRecord(io.env, 'serve --cluster', []);
      await prepareOwnCluster(settings, store.url, ownCluster, log, audit);
    }
    const start = await loading;
    const region = await start(settings, store.url, log);
    try {
      io.stdout.write(banner(settings, region.port));
      warnings.release();
      if (ownCluster !== undefined) process.send?.('serving');
      const { warnOfMissingTools } = await import('../../power/tool-inventory.js');
      await warnOfMissingTools(log, readPowerEnvironment(settings));
      await stop.requested;
    } finally {
      await region.stop();
    }
  } finally {
    await store.stop();
  }
}

/** Loads the code that serves. This takes most of a start, so PostgreSQL starts and is migrated meanwhile. */
async function loadServer({ workers }: Settings): Promise<typeof startRegion | typeof startWorkers> {
  if (workers > 1) return (await import('./workers.js')).startWorkers;
  return (await import('./region.js')).startRegion;
}

/** Migrates the database, and creates the data that the first request needs. */
async function prepare(settings: Settings, url: string, log: Logger, audit: AuditRecord): Promise<void> {
  const applied = await migrate(url);
  if (applied.length > 0) log.info({ migrations: applied }, 'migrated the database');
  const database = new SqlDatabase(url, 2);
  try {
    if (await ensureFirstAdmin(database, settings.dataDir, audit)) log.info('made the first administrator');
  } finally {
    await database.close();
  }
}
