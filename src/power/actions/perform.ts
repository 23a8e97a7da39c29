import { channel } from 'node:diagnostics_channel';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.js';
import type { Job } from '../../jobs/task.js';
import type { PowerChange } from '../driver/driver.js';
import type { PowerWorld } from '../driver/environment.js';
import { PowerError } from '../driver/errors.js';
import { type Drive, drive, driveOf, type FindPowerType, withoutSecrets } from './run-driver.js';
import { type Action, claim, end, enqueueNext, tryLater } from './store.js';

/** What is waited, in seconds, before each new try of an action that is worth one. */
const RETRY_SECONDS = [1, 2, 2, 4, 6, 8, 12] as const;
/** An action that was begun more often takes every process down that performs it. */
const MAX_TRIES = 12;

/** What a try of a power action came to; each is published on OUTCOMES, for metrics. */
export interface PowerOutcome {
  readonly powerType: string;
  readonly change: PowerChange;
  readonly outcome: 'done' | 'failed' | 'retry';
}
export const OUTCOMES = channel('maas-region:power');

export interface PowerServices {
  readonly database: Database;
  readonly log: Logger;
  readonly world: PowerWorld;
  /** Power types other than the usual ones. */
  readonly powerTypes?: FindPowerType | undefined;
}

interface Failure {
  readonly message: string;
  readonly retry: boolean;
}

/**
 * Performs a power action, unless it has ended or an earlier one of the node has not: who ends that one sees to the
 * next. What the hardware does is recorded with the action and never thrown.
 * @throws when the process must stop, or the database fails: the job is begun again, by another process maybe
 */
export async function performPower(
  services: PowerServices,
  actionId: number,
  job: Pick<Job, 'id' | 'signal'>,
): Promise<void> {
  const action = await claim(services.database, actionId, job.id);
  if (action) await record(services, action, await attempt(services, action, job.signal));
  await enqueueNext(services.database, actionId);
}

async function attempt(
  { world, log, powerTypes }: PowerServices,
  { systemId, change, tries, node }: Action,
  stop: AbortSignal,
): Promise<Failure | undefined> {
  if (!node) return { message: 'The node has been deleted.', retry: false };
  if (tries > MAX_TRIES) return { message: 'Given up: it was begun many times and never ended.', retry: false };
  let found: Drive | undefined;
  try {
    found = driveOf(node, powerTypes);
    await drive(found, change, world, stop);
    return undefined;
  } catch (error) {
    if (stop.aborted) throw new Error('a power action was cut short, as the process stops', { cause: error });
    if (error instanceof PowerError) {
      return { message: found ? withoutSecrets(error.message, found) : error.message, retry: error.retry };
    }
    log.error({ err: error, systemId, change }, 'a power driver broke');
    return { message: 'The power driver broke; the log says how.', retry: false };
  }
}

async function record({ database, log }: PowerServices, action: Action, failure: Failure | undefined): Promise<void> {
  const { systemId, powerType, change, tries } = action;
  const wait = failure?.retry ? RETRY_SECONDS[tries - 1] : undefined;
  const facts = { systemId, powerType, change, tries, reason: failure?.message };
  if (failure && wait !== undefined) await tryLater(database, action, failure.message, wait);
  else await end(database, action, failure?.message);
  if (!failure) log.info(facts, 'a power action is done');
  else if (wait !== undefined) log.warn({ ...facts, wait }, 'a power action is tried again later');
  else log.warn(facts, 'a power action failed');
  const outcome = !failure ? 'done' : wait === undefined ? 'failed' : 'retry';
  OUTCOMES.publish({ powerType, change, outcome } satisfies PowerOutcome);
}
