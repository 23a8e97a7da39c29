import type { Db } from '../../db/database.js';
import { takeQuota } from '../../db/quotas.js';
import { TooManyRequests } from '../../errors.js';

/**
 * Counts a failed authentication, which may be a guess.
 * @param perMinute the most failures of one address; 0: no limit
 * @throws TooManyRequests
 */
export async function countAuthenticationFailure(db: Db, address: string, perMinute: number): Promise<void> {
  const wait = await takeQuota(db, 'authentication', address, perMinute);
  if (wait === undefined) return;
  throw new TooManyRequests('Too many failed authentications come from this address, try again later.', wait);
}
