import { channel } from 'node:diagnostics_channel';
import type { Logger } from 'pino';
import type { Database } from '../db/database.js';
import { type Action, claim, end, enqueueNext, tryLater } from './actions.js';
import { type Drive, drive, driveOf, withoutSecrets } from './drive.js';
import { type PowerChange, PowerError, type PowerWorld } from './driver.js';

/** What is waited, in seconds, before each new try of an action that is worth one. */
export const RETRY_SECONDS = [1, 2, 2, 4, 6, 8, 12] as const;

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
}

interface Failure {
  readonly message: string;
  readonly retry: boolean;
}

/**
 * Performs a power action, unless it has ended or an earlier one of the node has not: who ends that one sees to the
 * next. What the hardware does is recorded with the action and never thrown.
 * @param again it was begun before, and who began it is gone
 */
export async function performPower(services: PowerServices, actionId: number, again: boolean): Promise<void> {
  const action = await claim(services.database, actionId, again);
  if (action) await record(services, action, await attempt(services, action));
  await enqueueNext(services.database, actionId);
}

async function attempt(services: PowerServices, { systemId, change }: Action): Promise<Failure | undefined> {
  let found: Drive | undefined;
  try {
    found = await driveOf(services.database, systemId);
    await drive(found, change, services.world);
    return undefined;
  } catch (error) {
    if (error instanceof PowerError) {
      return { message: found ? withoutSecrets(error.message, found) : error.message, retry: error.retry };
    }
    // The database failed; the job will be begun again.
    if (!found) throw error;
    services.log.error({ err: error, systemId, change }, 'a power driver broke');
    return { message: 'The power driver broke; the log says how.', retry: false };
  }
}

async function record({ database, log }: PowerServices, action: Action, failure: Failure | undefined): Promise<void> {
  const { id, systemId, powerType, change, tries } = action;
  const wait = failure?.retry ? RETRY_SECONDS[tries - 1] : undefined;
  const facts = { systemId, powerType, change, tries, reason: failure?.message };
  if (failure && wait !== undefined) await tryLater(database, id, failure.message, wait);
  else await end(database, id, failure?.message);
  if (!failure) log.info(facts, 'a power action is done');
  else if (wait !== undefined) log.warn({ ...facts, wait }, 'a power action is tried again later');
  else log.warn(facts, 'a power action failed');
  const outcome = !failure ? 'done' : wait === undefined ? 'failed' : 'retry';
  OUTCOMES.publish({ powerType, change, outcome } satisfies PowerOutcome);
}
