import type { Logger } from 'pino';
import type { Settings } from './config.js';
import { Database } from './db/database.js';
import { purgeEvents } from './events/purge.js';
import { type RunnerOptions, type RunningJobs, runJobs } from './jobs/runner.js';
import {
  FAIL_STALE_COMMISSIONING,
  type Handler,
  handler,
  IMPORT_ALL_IMAGES,
  IMPORT_IMAGES,
  POWER,
  PURGE_ENLIST_QUOTAS,
  PURGE_EVENTS,
  PURGE_FILE_CONTENTS,
  PURGE_NONCES,
} from './jobs/task.js';
import { purgeNonces } from './model/accounts/nonces.js';
import { purgeContents } from './model/files/content.js';
import { performImport } from './model/images/perform.js';
import { enqueueImports } from './model/images/schedule.js';
import { failStaleCommissioning } from './model/nodes/commissioning.js';
import { purgeEnlistQuotas } from './model/nodes/enlist-quota.js';
import { warnOfMissingTools } from './power/inventory.js';
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
const EVERY_HOUR = '23 * * * *';
/** On Sundays, as clusters did it themselves */
const EVERY_WEEK = '0 4 * * 0';

/** Power actions mostly wait for BMCs, dead ones above all: many run at once, on few connections of their own. */
const POWER_LANE = { concurrency: 300, connections: 5, fetchAtOnce: 25 } as const;

/** Performs the region's jobs in this process until it is stopped. */
export async function startJobs(services: JobServices, { world, ...options }: JobOptions = {}): Promise<RunningJobs> {
  const database = new Database(services.database.url, POWER_LANE.connections);
  const lanes: RunningJobs[] = [];
  const stop = async () => {
    await Promise.all(lanes.map((lane) => lane.stop()));
    await database.close();
  };
  try {
    lanes.push(await runJobs(services, handlers(services), options));
    const power = powerHandler({ ...services, database }, { ...powerWorld(services.settings), ...world });
    lanes.push(await runJobs(services, [power], { ...POWER_LANE, ...options }));
    await warnOfMissingTools(services.log, { ...powerWorld(services.settings), ...world });
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function powerHandler({ database, log }: JobServices, world: PowerWorld): Handler {
  return handler(POWER, ({ actionId }, job) => performPower({ database, log, world }, actionId, job));
}

function handlers(services: JobServices): Handler[] {
  const { database, log } = services;
  return [
    handler(IMPORT_IMAGES, ({ uuid }, { signal }) => performImport(services, uuid, signal)),
    handler(IMPORT_ALL_IMAGES, () => importAll(services), EVERY_WEEK),
    handler(PURGE_NONCES, () => purgeNonces(database), EVERY_MINUTE),
    handler(PURGE_FILE_CONTENTS, () => purgeContents(database), EVERY_HOUR),
    handler(PURGE_ENLIST_QUOTAS, () => purgeEnlistQuotas(database), EVERY_MINUTE),
    handler(PURGE_EVENTS, () => purgeEvents(database), EVERY_HOUR),
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
