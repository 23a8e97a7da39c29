import type { Logger } from 'pino';
import type { Database } from '../../db/database.js';
import type { Job } from '../../jobs/task.js';
import type { PowerEnvironment } from '../driver/environment.js';
import { PowerError } from '../driver/errors.js';
import { claimAction, type StartedAction } from './claim.js';
import { endAction, enqueueNextAction, retryActionLater } from './end.js';
import {
  type ConfiguredDriver,
  configureDriver,
  type FindPowerType,
  redactSecrets,
  runPowerChange,
} from './run-driver.js';

/** The pause, in seconds, before each retry of an action. */
const RETRY_SECONDS = [1, 2, 2, 4, 6, 8, 12] as const;
/** An action with more attempts ends every process that performs it. */
const MAX_ATTEMPTS = 12;

export interface PowerWorkerDependencies {
  readonly database: Database;
  readonly log: Logger;
  readonly environment: PowerEnvironment;
  /** Replaces the registry. */
  readonly powerTypes?: FindPowerType | undefined;
}

interface Failure {
  readonly message: string;
  readonly retry: boolean;
}

/**
 * Performs a power action, unless it has ended or an earlier action of the node is unfinished; the end of the earlier
 * one enqueues it. Failures of the hardware are recorded with the action and not thrown.
 * @throws when the process must stop or the database fails; the job is then retried, possibly by another process
 */
export async function performPowerAction(
  dependencies: PowerWorkerDependencies,
  actionId: number,
  job: Pick<Job, 'id' | 'signal'>,
): Promise<void> {
  const action = await claimAction(dependencies.database, actionId, job.id);
  if (action) await recordResult(dependencies, action, await attemptAction(dependencies, action, job.signal));
  await enqueueNextAction(dependencies.database, actionId);
}

/** @returns undefined on success */
async function attemptAction(
  { environment, log, powerTypes }: PowerWorkerDependencies,
  { systemId, change, attempt, node }: StartedAction,
  stop: AbortSignal,
): Promise<Failure | undefined> {
  if (!node) return { message: 'The node has been deleted.', retry: false };
  if (attempt > MAX_ATTEMPTS) return { message: 'Given up: it was begun many times and never ended.', retry: false };
  let driver: ConfiguredDriver | undefined;
  try {
    driver = configureDriver(node, powerTypes);
    await runPowerChange(driver, change, environment, stop);
    return undefined;
  } catch (error) {
    if (stop.aborted) throw new Error('a power action was cut short, as the process stops', { cause: error });
    if (error instanceof PowerError) {
      return { message: driver ? redactSecrets(error.message, driver) : error.message, retry: error.retry };
    }
    log.error({ err: error, systemId, change }, 'a power driver broke');
    return { message: 'The power driver broke; the log says how.', retry: false };
  }
}

async function recordResult(
  { database, log }: PowerWorkerDependencies,
  action: StartedAction,
  failure: Failure | undefined,
): Promise<void> {
  const { systemId, powerType, change, attempt } = action;
  const wait = failure?.retry ? RETRY_SECONDS[attempt - 1] : undefined;
  const facts = { systemId, powerType, change, tries: attempt, reason: failure?.message };
  if (failure && wait !== undefined) await retryActionLater(database, action, failure.message, wait);
  else await endAction(database, action, failure?.message);
  if (!failure) log.info(facts, 'a power action is done');
  else if (wait !== undefined) log.warn({ ...facts, wait }, 'a power action is tried again later');
  else log.warn(facts, 'a power action failed');
}
