import type { Db } from './database.js';
import { statement } from './statement.js';

/** The remaining quota of the network. It refills to $3 within a minute. */
const LEFT = 'least($3::float8, q.remaining + $3::float8 * extract(epoch FROM clock_timestamp() - q.updated) / 60)';

/** IPv6 hosts choose their own addresses, so requests are counted for each /64 there. */
const take = statement<[string, string, number], { network: string }>(
  'address_quota_take',
  `INSERT INTO address_quotas AS q (kind, network, remaining, updated)
   SELECT $1, CASE family(given) WHEN 6 THEN network(set_masklen(given, 64))::inet ELSE given END,
     $3::float8 - 1, clock_timestamp()
   FROM (SELECT $2::inet) AS address (given)
   ON CONFLICT (kind, network) DO UPDATE SET remaining = ${LEFT} - 1, updated = clock_timestamp() WHERE ${LEFT} >= 1
   RETURNING host(network) AS network`,
);

/**
 * Counts a request of an address, for all processes together. Call it outside of the request's transaction, so that
 * failed requests count too.
 * @param perMinute the most requests of one IPv4 address, or one /64 of IPv6, which may come in one burst; 0: no limit
 * @returns the seconds after which the next request passes, when this one does not; else undefined
 */
export async function takeQuota(
  db: Db,
  kind: 'enlistment' | 'authentication' | 'refusal',
  address: string,
  perMinute: number,
): Promise<number | undefined> {
  if (perMinute === 0) return undefined;
  const taken = await db.sql(take, kind, address, perMinute);
  return taken.length > 0 ? undefined : Math.ceil(60 / perMinute);
}

const purge = statement<[], { network: string }>(
  'address_quota_purge',
  `DELETE FROM address_quotas WHERE updated < clock_timestamp() - interval '1 minute' RETURNING host(network) AS network`,
);

/** Deletes quotas that are full again. @returns how many were deleted */
export async function purgeAddressQuotas(db: Db): Promise<number> {
  return (await db.sql(purge)).length;
}
