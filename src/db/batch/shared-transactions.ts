import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Db } from '../database.js';
import { isDatabaseUnavailable } from '../database-failure.js';
import { currentBudget } from '../request-scope.js';
import { statement } from '../statement.js';
import { DatabaseBatch } from './database-batch.js';

/** The work of one request. */
interface Ask {
  /** What the work changes. Two works with the same key have no transaction in common. */
  readonly key: string;
  /** Does the work in a transaction. @returns what to do after the commit */
  share(tx: Db): Promise<() => void>;
  /** Does the work in a transaction of its own, and never throws. */
  perform(): Promise<void>;
}

/** The most works of one transaction, which bounds the time of its locks. */
const MOST = 50;
/** The time for which works gather while another one is alone in its transaction. */
const GATHER_MS = 10;
/** Works of which one waits longer for a lock are done in transactions of their own, so that it delays no other. */
const LOCK_MS = 50;

const limitLockWaits = statement<[string], { set_config: string }>(
  'shared_lock_timeout',
  `SELECT set_config('lock_timeout', $1, true)`,
);

const transactions = new DatabaseBatch<Ask, undefined>(async (database, asks) => {
  const shared = [...new Map(asks.map((ask) => [ask.key, ask])).values()];
  const committed = shared.length > 1 ? await shareAll(database, shared) : undefined;
  for (const commit of committed ?? []) commit();
  const alone = committed ? asks.filter((ask) => !shared.includes(ask)) : asks;
  await Promise.race([Promise.all(alone.map((ask) => ask.perform())), sleep(GATHER_MS, undefined, { ref: false })]);
  return asks.map(() => undefined);
}, MOST);

/**
 * Does all works in one transaction.
 * @returns undefined when one of them failed, so that all were rolled back
 * @throws when the database is lost during the commit: the works may be committed, and must not be done again
 */
async function shareAll(database: Db, asks: readonly Ask[]): Promise<(() => void)[] | undefined> {
  let isCommitting = false;
  try {
    return await database.transaction(async (tx) => {
      isCommitting = false;
      await tx.sql(limitLockWaits, String(LOCK_MS));
      const results = await Promise.allSettled(asks.map((ask) => ask.share(tx)));
      const commits = results.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
      isCommitting = true;
      return commits;
    });
  } catch (error) {
    if (isCommitting && isDatabaseUnavailable(error)) throw error;
    return undefined;
  }
}

/**
 * Does work in a transaction, which it shares with the works of concurrent requests: one commit serves many of them. When
 * one of them fails, each is done again in a transaction of its own. So the works do not affect each other, as long as
 * none reads what another one changes.
 * @param key names what the work changes
 * @param work has no effect outside of its transaction. Its statements are common ones when they are batches of
 * `DatabaseBatch`
 * @throws what `work` throws in a transaction of its own
 */
export function shareTransaction<T>(database: Database, key: string, work: (tx: Db) => Promise<T>): Promise<T> {
  const budget = currentBudget();
  return new Promise((resolve, reject) => {
    // The transaction of a request counts as its own: its statements, and its waits.
    const perform = AsyncResource.bind(() => database.transaction(work).then(resolve, reject));
    const share = async (tx: Db) => {
      const value = await work(tx);
      // Work of a request that has its answer already must not be committed.
      if (budget?.isSpent) throw new Error('The request has waited too long for PostgreSQL.');
      return () => resolve(value);
    };
    transactions.ask(database, { key, share, perform }).catch(reject);
  });
}
