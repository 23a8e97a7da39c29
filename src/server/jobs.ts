import type { Logger } from 'pino';
import { purgeIdempotencyKeys } from '../api/idempotency/perform-once.js';
import type { Database } from '../db/database.js';
import { purgeQuotas } from '../db/quotas.js';
import { purgeAudit, purgeEvents } from '../events/purge.js';
import { type RunnerOptions, type RunningJobs, runJobs } from '../jobs/runner.js';
import {
  DELIVER_WEBHOOK,
  defineHandler,
  EVALUATE_TAGS,
  FAIL_ORPHANED_POWER_ACTIONS,
  FAIL_STALE_COMMISSIONING,
  FAIL_STALE_DEPLOYMENTS,
  IMPORT_ALL_IMAGES,
  IMPORT_IMAGES,
  type Job,
  type JobHandler,
  PROBE_CHASSIS,
  PURGE_AUDIT,
  PURGE_EVENTS,
  PURGE_FILE_CONTENTS,
  PURGE_IDEMPOTENCY_KEYS,
  PURGE_NODE_CHANGES,
  PURGE_NONCES,
  PURGE_QUOTAS,
  PURGE_SESSIONS,
  PURGE_WEBHOOKS,
} from '../jobs/task.js';
import { purgeNonces } from '../model/accounts/nonces.js';
import { purgeSessions } from '../model/accounts/sessions.js';
import { failStaleDeployments } from '../model/deployment/fail-stale.js';
import { purgeFileContents } from '../model/files/file-content.js';
import { enqueueImports } from '../model/images/enqueue-imports.js';
import { failStaleCommissioning } from '../model/nodes/lifecycle/commissioning.js';
import { purgeNodeChanges } from '../model/nodes/replica/purge-changes.js';
import { evaluateTags, giveUpEvaluation } from '../model/tags/rebuild.js';
import { deliver } from '../model/webhooks/deliver.js';
import { purgeDeliveries } from '../model/webhooks/purge.js';
import { MOST_WEBHOOKS } from '../model/webhooks/webhooks.js';
import { failOrphanedPowerActions } from '../power/actions/fail-orphaned.js';
import type { FindPowerType } from '../power/actions/run-driver.js';
import { startPowerWorker } from '../power/actions/worker.js';
import { type PowerEnvironment, readPowerEnvironment } from '../power/driver/environment.js';
import type { Settings } from '../settings.js';

export interface JobServices {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: Logger;
}

export interface JobOptions extends RunnerOptions {
  /** Parts of the power drivers' environment that differ from this process's own. */
  readonly environment?: Partial<PowerEnvironment>;
  /** Replaces the look-up of power types. */
  readonly powerTypes?: FindPowerType;
}

const EVERY_MINUTE = '* * * * *';
const EVERY_HOUR = '23 * * * *';
/** On Sundays, as clusters did themselves. */
const EVERY_WEEK = '0 4 * * 0';
/** Imports have their own limit: an import from a slow mirror takes hours, and must not block other jobs. */
const IMPORTS = { concurrency: 3, connections: 1 } as const;
/** A webhook has one delivery at a time, so slow receivers hold up no other. */
const DELIVERIES = { concurrency: MOST_WEBHOOKS, connections: 2, pollMs: 5_000 } as const;

/** Code that only some jobs need. The first of them loads it. */
const imports = () => import('../model/images/perform-import.js');
const probes = () => import('../model/nodes/enlist/probe-chassis.js');

/** Performs the region's jobs in this process until it is stopped. */
export async function startJobs(
  services: JobServices,
  { environment: given, powerTypes, ...options }: JobOptions = {},
): Promise<RunningJobs> {
  const environment = { ...readPowerEnvironment(services.settings), ...given };
  const running: RunningJobs[] = [];
  const stop = async () => {
    await Promise.all(running.map((jobs) => jobs.stop()));
  };
  try {
    running.push(await runJobs(services, handlers(services, environment), options));
    running.push(await runJobs(services, [importer(services)], { ...IMPORTS, ...options }));
    running.push(await runJobs(services, [deliverer(services)], { ...DELIVERIES, ...options }));
    running.push(await startPowerWorker({ ...services, environment, powerTypes }, options));
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function importer(services: JobServices): JobHandler {
  const perform = async ({ uuid }: { uuid: string }, { signal }: Job) =>
    (await imports()).performImport(services, uuid, signal);
  return defineHandler(IMPORT_IMAGES, perform, {
    giveUp: async ({ uuid }, deaths) => (await imports()).giveUpImport(services, uuid, deaths),
  });
}

function deliverer(services: JobServices): JobHandler {
  return defineHandler(DELIVER_WEBHOOK, ({ deliveryId }, job) => deliver(services, deliveryId, job));
}

function handlers(services: JobServices, environment: PowerEnvironment): JobHandler[] {
  const { database, log, settings } = services;
  return [
    defineHandler(EVALUATE_TAGS, (_nothing, { signal }) => evaluateTags(services, signal), {
      giveUp: (_nothing, deaths) => giveUpEvaluation(services, deaths),
    }),
    defineHandler(IMPORT_ALL_IMAGES, () => importAll(services), { schedule: EVERY_WEEK }),
    defineHandler(
      PROBE_CHASSIS,
      async (probe, job) => (await probes()).performProbe({ ...services, environment }, probe, job),
      { giveUp: async (probe, deaths) => (await probes()).giveUpProbe(services, probe, deaths) },
    ),
    defineHandler(FAIL_ORPHANED_POWER_ACTIONS, () => failOrphanedPowerActions(database), { schedule: EVERY_MINUTE }),
    defineHandler(PURGE_NONCES, () => purgeNonces(database), { schedule: EVERY_MINUTE }),
    defineHandler(PURGE_IDEMPOTENCY_KEYS, () => purgeIdempotencyKeys(database), { schedule: EVERY_HOUR }),
    defineHandler(PURGE_FILE_CONTENTS, () => purgeFileContents(database), { schedule: EVERY_HOUR }),
    defineHandler(PURGE_SESSIONS, () => purgeSessions(database, settings), { schedule: EVERY_HOUR }),
    defineHandler(PURGE_QUOTAS, () => purgeQuotas(database), { schedule: EVERY_MINUTE }),
    defineHandler(PURGE_NODE_CHANGES, () => purgeNodeChanges(database), { schedule: EVERY_HOUR }),
    defineHandler(PURGE_WEBHOOKS, () => purgeDeliveries(database), { schedule: EVERY_HOUR }),
    defineHandler(PURGE_EVENTS, () => purgeEvents(database), { schedule: EVERY_HOUR }),
    defineHandler(PURGE_AUDIT, () => purgeAudit(database, settings.auditDays), { schedule: EVERY_HOUR }),
    defineHandler(
      FAIL_STALE_COMMISSIONING,
      async () => {
        const failed = await failStaleCommissioning(database);
        if (failed.length > 0) log.warn({ nodes: failed.length }, 'nodes took too long to be commissioned');
      },
      { schedule: EVERY_MINUTE },
    ),
    defineHandler(
      FAIL_STALE_DEPLOYMENTS,
      async () => {
        const failed = await failStaleDeployments(database, settings.deployTimeout);
        if (failed > 0) log.warn({ nodes: failed }, 'nodes took too long to be deployed');
      },
      { schedule: EVERY_MINUTE },
    ),
  ];
}

/** Enqueues the imports of all accepted clusters. With imports turned off each would only record a failure. */
async function importAll({ settings, database }: JobServices): Promise<void> {
  if (settings.imageImport) await database.transaction(enqueueImports);
}
