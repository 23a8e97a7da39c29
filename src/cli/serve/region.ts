import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { Database } from '../../db/database.js';
import { buildApp, type Services } from '../../server/app.js';
import { startJobs } from '../../server/jobs.js';
import type { Settings } from '../../settings.js';
import { explainListenError } from './check-port.js';
import { within } from './stop.js';

/** The grace period for running requests and jobs when the region stops. */
const GRACE_MS = 10_000;
const SWEEP_MS = 100;

export interface RunningRegion {
  /** TCP port */
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves in this process, on a migrated database. */
export async function startRegion(
  settings: Settings,
  url: string,
  log: Logger,
  { shareMetrics }: Pick<Services, 'shareMetrics'> = {},
): Promise<RunningRegion> {
  await mkdir(settings.imagesDir, { recursive: true });
  const database = new Database(url);
  const services = { settings, database, log, shareMetrics };
  const app = await buildApp(services);
  await app.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
    throw explainListenError(error, settings);
  });
  const jobs = await startJobs(services);
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : settings.port;
  log.info({ host: settings.host, port }, 'serving');
  return {
    port,
    async stop() {
      // Clients keep idle connections open, which would delay the stop.
      const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
      await within(GRACE_MS, app.close(), () => app.server.closeAllConnections());
      clearInterval(sweep);
      await within(GRACE_MS, jobs.stop(), () => log.warn('jobs that still run are left to other processes'));
      await database.close();
      log.info('stopped');
    },
  };
}
