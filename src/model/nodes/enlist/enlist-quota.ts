import type { Db } from '../../../db/database.js';
import { takeQuota } from '../../../db/quotas.js';
import { TooManyRequests } from '../../../errors.js';

/**
 * Counts a request of an enlisting machine.
 * @param perMinute the most requests of one address; 0: no limit
 * @throws TooManyRequests
 */
export async function countEnlistment(db: Db, address: string, perMinute: number): Promise<void> {
  const wait = await takeQuota(db, 'enlistment', address, perMinute);
  if (wait === undefined) return;
  throw new TooManyRequests('Too many enlistments come from this address, try again later.', wait);
}
