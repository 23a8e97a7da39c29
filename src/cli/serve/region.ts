import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { Database } from '../../db/database.js';
import { JOB_LIMITS, REQUEST_LIMITS } from '../../db/pool.js';
import { buildApp, type Services } from '../../server/app.js';
import type { Settings } from '../../settings.js';
import { listenAlso } from './also-listen.js';
import { explainListenError } from './check-port.js';
import { within } from './stop.js';

/** The grace period for running requests and jobs when the region stops. */
const GRACE_MS = 10_000;
const SWEEP_MS = 100;
/** The web pages that `npm run build` makes beside the compiled code. */
const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
/** The time that the connections to the database have for their end. */
const CLOSE_MS = 500;
const REQUEST_CONNECTIONS = 10;
/** Connections that handlers of jobs share; power actions have their own. */
const JOB_CONNECTIONS = 5;

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
  const database = new Database(url, REQUEST_CONNECTIONS, REQUEST_LIMITS);
  const jobDatabase = new Database(url, JOB_CONNECTIONS, JOB_LIMITS);
  const services = { settings, database, log, shareMetrics, webDir: WEB };
  const app = await buildApp(services);
  const listenTextResolver = (address: string) => (settings.tls ? address.replace(/^http:/, 'https:') : address);
  await app.listen({ host: settings.host, port: settings.port, listenTextResolver }).catch((error: unknown) => {
    throw explainListenError(error, { ...settings, setting: 'HOST' });
  });
  const endAlso = await listenAlso(app, settings);
  // Requests are answered while the code of the jobs is loaded.
  const { startJobs } = await import('../../server/jobs.js');
  const jobs = await startJobs({ ...services, database: jobDatabase });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : settings.port;
  log.info({ host: settings.host, port }, 'serving');
  return {
    port,
    async stop() {
      // Clients keep idle connections open, which would delay the stop.
      const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
      await Promise.all([
        within(GRACE_MS, Promise.all([app.close(), endAlso()]), () => app.server.closeAllConnections()),
        within(GRACE_MS, jobs.stop(), () => log.warn('jobs that still run are left to other processes')),
      ]);
      clearInterval(sweep);
      await within(CLOSE_MS, Promise.all([database.close(), jobDatabase.close()]), () => {});
      log.info('stopped');
    },
  };
}
