import type { Logger } from 'pino';
import type { Database } from '../../db/database.js';
import type { Job } from '../../jobs/task.js';
import type { PowerCommand } from '../driver/driver.js';
import type { PowerEnvironment } from '../driver/environment.js';
import { PowerError, PowerStillOnError } from '../driver/errors.js';
import { claimAction, type StartedAction } from './claim.js';
import { endAction, enqueueNextAction, retryActionLater } from './end.js';
import {
  type ConfiguredDriver,
  configureDriver,
  type FindPowerType,
  redactSecrets,
  runPowerCommand,
} from './run-driver.js';

/** The pause, in seconds, before each retry of an action. */
const RETRY_SECONDS = [1, 2, 2, 4, 6, 8, 12];
/** The same for a shutdown: an operating system has five minutes, and the time that its BMC takes to answer. */
const SHUTDOWN_SECONDS = [5, 10, 15, 30, 60, 60, 60, 60];
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
  readonly power: 'on' | 'error';
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
  if (!node) return failForGood('The node has been deleted.');
  if (attempt > MAX_ATTEMPTS) return failForGood('Given up: it was begun many times and never ended.');
  let driver: ConfiguredDriver | undefined;
  try {
    driver = configureDriver(node, powerTypes);
    await runPowerCommand(driver, change, environment, stop);
    return undefined;
  } catch (error) {
    if (stop.aborted) throw new Error('a power action was cut short, as the process stops', { cause: error });
    if (error instanceof PowerError) {
      const message = driver ? redactSecrets(error.message, driver) : error.message;
      return { message, retry: error.retry, power: error instanceof PowerStillOnError ? 'on' : 'error' };
    }
    log.error({ err: error, systemId, change }, 'a power driver broke');
    return failForGood('The power driver broke; the log says how.');
  }
}

function failForGood(message: string): Failure {
  return { message, retry: false, power: 'error' };
}

const pauses = (change: PowerCommand) => (change === 'shutdown' ? SHUTDOWN_SECONDS : RETRY_SECONDS);

async function recordResult(
  { database, log }: PowerWorkerDependencies,
  action: StartedAction,
  failure: Failure | undefined,
): Promise<void> {
  const { systemId, powerType, change, attempt } = action;
  const pause = failure?.retry ? pauses(change)[attempt - 1] : undefined;
  const facts = { systemId, powerType, change, tries: attempt, reason: failure?.message };
  if (failure && pause !== undefined && (await retryActionLater(database, action, failure.message, pause))) {
    log.warn({ ...facts, wait: pause }, 'a power action is tried again later');
    return;
  }
  await endAction(database, action, failure);
  if (failure) log.warn(facts, 'a power action failed');
  else log.info(facts, 'a power action is done');
}
