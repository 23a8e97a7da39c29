import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { TooManyRequests } from '../../../errors.js';

/** The remaining quota of the network. It refills to $2 within a minute. */
const LEFT = 'least($2::float8, q.remaining + $2::float8 * extract(epoch FROM clock_timestamp() - q.updated) / 60)';

/** Counts a request. IPv6 hosts choose their own addresses, so requests are counted for each /64 there. */
const take = statement<[string, number], { network: string }>(
  'enlist_quota_take',
  `INSERT INTO enlist_quotas AS q (network, remaining, updated)
   SELECT CASE family(given) WHEN 6 THEN network(set_masklen(given, 64))::inet ELSE given END,
     $2::float8 - 1, clock_timestamp()
   FROM (SELECT $1::inet) AS address (given)
   ON CONFLICT (network) DO UPDATE SET remaining = ${LEFT} - 1, updated = clock_timestamp() WHERE ${LEFT} >= 1
   RETURNING host(network) AS network`,
);

/**
 * Counts a request of an enlisting machine, for all processes together. Call it outside of the request's transaction,
 * so that failed requests count too.
 * @param perMinute the most requests of one IPv4 address, or one /64 of IPv6; 0: no limit
 * @throws TooManyRequests
 */
export async function countEnlistment(db: Db, address: string, perMinute: number): Promise<void> {
  if (perMinute === 0) return;
  const taken = await db.sql(take, address, perMinute);
  if (taken.length > 0) return;
  throw new TooManyRequests('Too many enlistments come from this address, try again later.', Math.ceil(60 / perMinute));
}

const purge = statement<[], { network: string }>(
  'enlist_quota_purge',
  `DELETE FROM enlist_quotas WHERE updated < clock_timestamp() - interval '1 minute' RETURNING host(network) AS network`,
);

/** Deletes quotas that are full again. @returns how many were deleted */
export async function purgeEnlistQuotas(db: Db): Promise<number> {
  return (await db.sql(purge)).length;
}
