import { AsyncLocalStorage } from 'node:async_hooks';
import { WaitBudget } from './wait-budget.js';

/** Counts the statements that reach PostgreSQL on behalf of one request. */
export interface QueryMeter {
  queries: number;
}

/** What the statements of one request share. */
interface RequestScope {
  readonly meter: QueryMeter;
  /** Undefined: the waits of the request are not limited together. */
  readonly budget: WaitBudget | undefined;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs `work` so that every statement it causes is counted in `meter`. */
export function meterQueries<T>(meter: QueryMeter, work: () => T): T {
  return scopes.run({ meter, budget: undefined }, work);
}

/**
 * Runs the work of a request: counts its statements, and limits its waits for the database together.
 * @param ms the longest wait; undefined: no limit
 * @throws LostConnection at the limit. The work then fails at its next statement, so that its transaction is rolled back.
 */
export function runRequest<T>(meter: QueryMeter, ms: number | undefined, work: () => Promise<T>): Promise<T> {
  if (ms === undefined) return meterQueries(meter, work);
  return new Promise((resolve, reject) => {
    const budget = new WaitBudget(ms, reject);
    scopes
      .run({ meter, budget }, work)
      .then(resolve, reject)
      .finally(() => budget.close());
  });
}

export function countQuery(): void {
  const meter = scopes.getStore()?.meter;
  if (meter) meter.queries += 1;
}

/** The budget of the current request, if there is one. */
export function currentBudget(): WaitBudget | undefined {
  return scopes.getStore()?.budget;
}

/** Runs work that the budget of the request does not limit: several requests share it, or it is limited by its parts. */
export function withoutBudget<T>(work: () => T): T {
  const scope = scopes.getStore();
  return scope ? scopes.run({ meter: scope.meter, budget: undefined }, work) : work();
}
