import { AsyncLocalStorage } from 'node:async_hooks';

/** Counts the statements that reach PostgreSQL on behalf of one request. */
export interface Meter {
  queries: number;
}

const meters = new AsyncLocalStorage<Meter>();

/** Runs `work` so that every statement it causes is counted in `meter`. */
export function metered<T>(meter: Meter, work: () => T): T {
  return meters.run(meter, work);
}

export function countQuery(): void {
  const meter = meters.getStore();
  if (meter) meter.queries += 1;
}
