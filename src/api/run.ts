import { shareTransaction } from '../db/batch/shared-transactions.js';
import type { Database, Db } from '../db/database.js';
import type { Input } from '../params/input.js';
import type { Attempt } from './attempt.js';
import type { IdempotentRequest } from './idempotency/idempotent-request.js';
import { performOnce } from './idempotency/perform-once.js';
import type { Context } from './operation/context.js';
import type { Operation, Run } from './operation/operation.js';

/** A call that has passed all checks that need no object. */
export interface Admitted {
  readonly operation: Operation;
  readonly run: Run;
  readonly surroundings: Omit<Context, 'db' | 'audit' | 'prechecked'>;
  readonly input: Input;
  readonly attempt: Attempt;
  /** Undefined: a request that is sent again is performed again. */
  readonly idempotent: IdempotentRequest | undefined;
}

/**
 * Runs the operation, after its precheck. A transaction may be repeated, so each run has an audit of its own. An idempotent request has a
 * transaction in any case.
 */
export async function runOperation(database: Database, call: Admitted): Promise<unknown> {
  const { operation, run, surroundings, input, attempt, idempotent } = call;
  const prechecked = (await operation.precheck?.(input, surroundings.caller)) ?? {};
  const contextOn = (db: Db): Context => ({ ...surroundings, prechecked, db, audit: attempt.begin() });
  if (!operation.transaction && !idempotent) return run(contextOn(database), input);
  const perform = async (tx: Db) => {
    const context = contextOn(tx);
    const result = await run(context, input);
    if (operation.audited === 'by dispatch') await context.audit.write(tx);
    return result;
  };
  try {
    if (idempotent) return await database.transaction((tx) => performOnce(tx, idempotent, () => perform(tx)));
    if (operation.transaction === 'shared') return await shareTransaction(database, attempt.target, perform);
    return await database.transaction(perform);
  } catch (error) {
    await operation.afterError?.(contextOn(database), input, error);
    throw error;
  }
}
