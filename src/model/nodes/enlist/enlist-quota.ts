import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { TooManyRequests } from '../../../errors.js';

/** What is left to the network now: a share of $2 that fills again within a minute. */
const LEFT = 'least($2::float8, q.remaining + $2::float8 * extract(epoch FROM clock_timestamp() - q.updated) / 60)';

/** IPv6 hosts choose their addresses themselves, so the networks of hosts are counted there. */
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
 * Counts a request of a machine that enlists itself, in all processes together. What is counted stays so when the
 * request fails: run it outside the request's transaction.
 * @param perMinute how many one IPv4 address, or one /64 of IPv6, may make; 0: any number
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

/** Forgets what has filled again. @returns how many */
export async function purgeEnlistQuotas(db: Db): Promise<number> {
  return (await db.sql(purge)).length;
}
