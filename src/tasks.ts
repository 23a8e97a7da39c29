import type { Logger } from 'pino';
import type { Settings } from './config.js';
import type { Database } from './db/database.js';
import { type RunnerOptions, type RunningJobs, runJobs } from './jobs/runner.js';
import {
  FAIL_STALE_COMMISSIONING,
  type Handler,
  handler,
  IMPORT_ALL_IMAGES,
  IMPORT_IMAGES,
  POWER,
  PURGE_ENLIST_QUOTAS,
  PURGE_NONCES,
} from './jobs/task.js';
import { purgeNonces } from './model/accounts/nonces.js';
import { performImport } from './model/images/perform.js';
import { enqueueImports } from './model/images/schedule.js';
import { failStaleCommissioning } from './model/nodes/commissioning.js';
import { purgeEnlistQuotas } from './model/nodes/enlist-quota.js';
import { performPower } from './power/perform.js';
import { type PowerWorld, powerWorld } from './power/world.js';

export interface JobServices {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: Logger;
}

export interface JobOptions extends RunnerOptions {
  /** What drivers find other than this process would. */
  readonly world?: Partial<PowerWorld>;
}

const EVERY_MINUTE = '* * * * *';
/** On Sundays, as clusters did it themselves */
const EVERY_WEEK = '0 4 * * 0';

/** Performs the region's jobs in this process until it is stopped. */
export function startJobs(services: JobServices, options: JobOptions = {}): Promise<RunningJobs> {
  return runJobs(services, handlers(services, { ...powerWorld(services.settings), ...options.world }), options);
}

function handlers(services: JobServices, world: PowerWorld): Handler[] {
  const { database, log } = services;
  return [
    handler(POWER, ({ actionId }, job) => performPower({ database, log, world }, actionId, job)),
    handler(IMPORT_IMAGES, ({ uuid }, { signal }) => performImport(services, uuid, signal)),
    handler(IMPORT_ALL_IMAGES, () => importAll(services), EVERY_WEEK),
    handler(PURGE_NONCES, () => purgeNonces(database), EVERY_MINUTE),
    handler(PURGE_ENLIST_QUOTAS, () => purgeEnlistQuotas(database), EVERY_MINUTE),
    handler(
      FAIL_STALE_COMMISSIONING,
      async () => {
        const failed = await failStaleCommissioning(database);
        if (failed.length > 0) log.warn({ nodes: failed.length }, 'nodes took too long to be commissioned');
      },
      EVERY_MINUTE,
    ),
  ];
}

/** With imports turned off there would be nothing but a failure to record. */
async function importAll({ settings, database }: JobServices): Promise<void> {
  if (settings.imageImport) await database.transaction(enqueueImports);
}
