import { AsyncLocalStorage } from 'node:async_hooks';

/** Counts the statements that reach PostgreSQL on behalf of one request. */
export interface QueryMeter {
  queries: number;
}

const meters = new AsyncLocalStorage<QueryMeter>();

/** Runs `work` so that every statement it causes is counted in `meter`. */
export function meterQueries<T>(meter: QueryMeter, work: () => T): T {
  return meters.run(meter, work);
}

export function countQuery(): void {
  const meter = meters.getStore();
  if (meter) meter.queries += 1;
}
