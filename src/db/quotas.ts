import { createHash } from 'node:crypto';
import type { Db } from './database.js';
import { statement } from './statement.js';

/** The remaining quota of the subject. It refills to $3 within a minute. */
const LEFT = 'least($3::float8, q.remaining + $3::float8 * extract(epoch FROM clock_timestamp() - q.updated) / 60)';
/** IPv6 hosts choose their own addresses, so requests are counted for each /64 there. */
const NETWORK = 'host(CASE family($2::inet) WHEN 6 THEN network(set_masklen($2::inet, 64))::inet ELSE $2::inet END)';

const taking = (subject: string) =>
  `INSERT INTO quotas AS q (kind, subject, remaining, updated)
   VALUES ($1, ${subject}, $3::float8 - 1, clock_timestamp())
   ON CONFLICT (kind, subject) DO UPDATE SET remaining = ${LEFT} - 1, updated = clock_timestamp() WHERE ${LEFT} >= 1
   RETURNING subject`;

const takeOfAddress = statement<[string, string, number], { subject: string }>(
  'quota_take_of_address',
  taking(NETWORK),
);
const takeOfAccount = statement<[string, string, number], { subject: string }>('quota_take_of_account', taking('$2'));

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
  const taken = await db.sql(takeOfAddress, kind, address, perMinute);
  return taken.length > 0 ? undefined : secondsFor(perMinute);
}

/** A part of a quota, which can be given back. */
export interface Taken {
  readonly kind: string;
  readonly subject: string;
}

/**
 * Takes one of the sign-ins that an address may try in a minute, or that may be tried on an account.
 * @param subject an address, or the name of an account, which need not exist
 * @returns the part that was taken, or the seconds to wait
 */
export async function takeSignIn(
  db: Db,
  of: 'address' | 'account',
  subject: string,
  perMinute: number,
): Promise<Taken | number> {
  const kind = `sign-in of ${of}`;
  // People type passwords in place of names, and a name may hold characters that PostgreSQL cannot store.
  const stored = of === 'address' ? subject : createHash('sha256').update(subject).digest('base64url');
  const [taken] = await db.sql(of === 'address' ? takeOfAddress : takeOfAccount, kind, stored, perMinute);
  return taken ? { kind, subject: taken.subject } : secondsFor(perMinute);
}

function secondsFor(perMinute: number): number {
  return Math.ceil(60 / perMinute);
}

const give = statement<[readonly string[], readonly string[]], never>(
  'quota_give_back',
  `UPDATE quotas q SET remaining = q.remaining + 1 FROM unnest($1::text[], $2::text[]) AS given (kind, subject)
   WHERE q.kind = given.kind AND q.subject = given.subject`,
);

/** Gives parts of quotas back. */
export async function giveBack(db: Db, parts: readonly Taken[]): Promise<void> {
  await db.sql(
    give,
    parts.map(({ kind }) => kind),
    parts.map(({ subject }) => subject),
  );
}

const purge = statement<[], { subject: string }>(
  'quota_purge',
  `DELETE FROM quotas WHERE updated < clock_timestamp() - interval '1 minute' RETURNING subject`,
);

/** Deletes quotas that are full again. @returns how many were deleted */
export async function purgeQuotas(db: Db): Promise<number> {
  return (await db.sql(purge)).length;
}
