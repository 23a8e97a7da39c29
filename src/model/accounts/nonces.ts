import { Batch } from '../../db/batch/batch.js';
import type { Beside, KeyedRead } from '../../db/batch/keyed-read.js';
import type { Db } from '../../db/database.js';
import { isDatabaseUnavailable } from '../../db/database-failure.js';
import { statement } from '../../db/statement.js';
import type { Credential } from './credentials.js';

/** The part of a token's account that can change. */
export interface TokenAccount {
  readonly isSuperuser: boolean;
  readonly isActive: boolean;
  /** The cluster whose worker signs with the token; null: a user or a node does. */
  readonly cluster: { readonly id: number; readonly status: number } | null;
}

/** `used`: the token had used the nonce before. `gone`: the token does not exist any more, or belongs to another user. */
export type NonceOutcome = TokenAccount | 'used' | 'gone';

/** Seconds for which a nonce is kept after its request, or after its timestamp if that is later. */
export const NONCE_LIFETIME = 300;
const MAX_BATCH = 500;
const PURGE_BATCH = 5_000;

interface Use {
  readonly credential: Pick<Credential, 'tokenId' | 'tokenKey' | 'userId'>;
  readonly nonce: string;
  /** Unix seconds */
  readonly timestamp: number;
  readonly beside: Beside | undefined;
}

interface Account extends Omit<TokenAccount, 'cluster'> {
  readonly tokenKey: string;
  readonly clusterId: number | null;
  readonly clusterStatus: number | null;
  /** A new nonce of the token; null when all nonces of the token were used before. */
  readonly nonce: string | null;
}

interface Result {
  readonly accounts: Account[];
  /** The value of the setting that the statement sets. */
  readonly set_config: string;
}

/**
 * Writes nonces of tokens that still have the given key and user: after a restore, another token may have the id. They
 * are written in one order, so that concurrent statements cannot deadlock. The statement does not wait for the disk: a
 * crash may lose the last nonces, so that requests of the last moments could be replayed.
 */
const USE_NONCES = `
   WITH given AS (
     SELECT given.* FROM unnest($1::int[], $2::text[], $3::int[], $4::text[], $5::float8[])
       AS given (token_id, token_key, user_id, nonce, stamp)
     JOIN tokens t ON t.id = given.token_id AND t.key = given.token_key AND t.user_id = given.user_id
   ), fresh AS (
     INSERT INTO nonces (token_id, nonce, expires)
     SELECT g.token_id, g.nonce, greatest(now(), to_timestamp(g.stamp)) + interval '${NONCE_LIFETIME} seconds'
     FROM given g
     ORDER BY g.token_id, g.nonce, g.stamp DESC
     ON CONFLICT DO NOTHING
     RETURNING token_id, nonce
   ), accounts AS (
     SELECT t.token_key AS "tokenKey", f.nonce, u.is_superuser AS "isSuperuser", u.is_active AS "isActive",
       c.id AS "clusterId", c.status::int AS "clusterStatus"
     FROM (SELECT DISTINCT token_id, token_key, user_id FROM given) t
     JOIN users u ON u.id = t.user_id
     LEFT JOIN nodegroups c ON c.token_id = t.token_id
     LEFT JOIN fresh f ON f.token_id = t.token_id
   )
   SELECT (SELECT coalesce(json_agg(a), '[]') FROM accounts a) AS accounts,
     set_config('synchronous_commit', 'off', true)`;

type Columns = [number[], string[], number[], string[], number[]];

const useNonces = statement<Columns, Result>('use_nonces', USE_NONCES);

/**
 * The nonces that tokens have used, shared by all processes. Nonces of concurrent requests are written in batches, by
 * one statement. The statement also returns the current permissions of the accounts.
 */
export class NonceLog {
  /** Uses with a row beside have a batch for each kind of row, so that no other request waits for these rows. */
  readonly #batches = new Map<KeyedRead<unknown> | undefined, Batch<Use, NonceOutcome>>();

  constructor(private readonly db: Db) {}

  /**
   * Uses a nonce of a token.
   * @param beside a row to read at the same time
   * @throws the error of the database
   */
  use(credential: Use['credential'], nonce: string, timestamp: number, beside?: Beside): Promise<NonceOutcome> {
    const read = beside?.read;
    const batch = this.#batches.get(read) ?? this.#makeBatch(read);
    return batch.ask({ credential, nonce, timestamp, beside });
  }

  /** Resolves when all nonces are written. */
  async close(): Promise<void> {
    await Promise.all([...this.#batches.values()].map((batch) => batch.close()));
  }

  #makeBatch(read: KeyedRead<unknown> | undefined): Batch<Use, NonceOutcome> {
    const alone = (uses: readonly Use[]) => useAlone(this.db, uses);
    const batch = new Batch(read ? useBeside(this.db, read, alone) : alone, MAX_BATCH);
    this.#batches.set(read, batch);
    return batch;
  }
}

type Perform = (uses: readonly Use[]) => Promise<NonceOutcome[]>;

async function useAlone(db: Db, uses: readonly Use[]): Promise<NonceOutcome[]> {
  const [result] = await db.sql(useNonces, ...columnsOf(uses));
  return outcomes(uses, result?.accounts ?? []);
}

/** Uses nonces and reads rows. When that fails, only uses the nonces: the requests read the rows on their own, then. */
function useBeside(db: Db, read: KeyedRead<unknown>, alone: Perform): Perform {
  const both = statement<[...Columns, string[]], Result & { found: unknown[] }>(
    'use_nonces_beside',
    `${USE_NONCES}, ${read.json('$6')} AS found`,
  );
  return async (uses) => {
    try {
      const keys = uses.map(({ beside }) => beside?.key ?? '');
      const [result] = await db.sql(both, ...columnsOf(uses), keys);
      const accepted = outcomes(uses, result?.accounts ?? []);
      const rows = read.byKey(result?.found ?? []);
      for (const [index, { beside }] of uses.entries()) {
        if (typeof accepted[index] === 'object') beside?.accept(rows.get(beside.key));
      }
      return accepted;
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      return alone(uses);
    }
  };
}

function columnsOf(uses: readonly Use[]): Columns {
  return [
    uses.map(({ credential }) => credential.tokenId),
    uses.map(({ credential }) => credential.tokenKey),
    uses.map(({ credential }) => credential.userId),
    uses.map(({ nonce }) => nonce),
    uses.map(({ timestamp }) => timestamp),
  ];
}

/** The outcome of each use. When a batch holds a nonce twice, the first use succeeds. */
function outcomes(uses: readonly Use[], rows: readonly Account[]): NonceOutcome[] {
  const accounts = new Map(rows.map((row) => [row.tokenKey, row]));
  // A token has a row without a nonce when none of its nonces is new. A client may call a nonce `null`.
  const fresh = new Set(rows.flatMap(({ tokenKey, nonce }) => (nonce === null ? [] : `${tokenKey} ${nonce}`)));
  return uses.map(({ credential: { tokenKey }, nonce }) => {
    const account = accounts.get(tokenKey);
    if (!account) return 'gone';
    return fresh.delete(`${tokenKey} ${nonce}`) ? accountOf(account) : 'used';
  });
}

function accountOf({ isSuperuser, isActive, clusterId: id, clusterStatus: status }: Account): TokenAccount {
  return { isSuperuser, isActive, cluster: id === null || status === null ? null : { id, status } };
}

/**
 * Deletes expired nonces after one more minute, as clocks of processes may differ from the database's. Tokens keep the
 * time of their last use.
 */
const deleteExpired = statement<[number], { count: number }>(
  'delete_expired_nonces',
  `WITH gone AS (
     DELETE FROM nonces WHERE ctid IN (
       SELECT ctid FROM nonces WHERE expires < now() - interval '1 minute' LIMIT $1 FOR UPDATE SKIP LOCKED
     ) RETURNING token_id, expires
   ), last AS (
     SELECT token_id, max(expires) - interval '${NONCE_LIFETIME} seconds' AS used FROM gone GROUP BY token_id
   ), used AS (
     UPDATE tokens t SET last_used = greatest(t.last_used, last.used) FROM last WHERE t.id = last.token_id
   )
   SELECT count(*)::int AS count FROM gone`,
);

/** Deletes expired nonces batch by batch. @returns how many were deleted */
export async function purgeNonces(db: Db): Promise<number> {
  let purged = 0;
  for (;;) {
    const [row] = await db.sql(deleteExpired, PURGE_BATCH);
    const count = row?.count ?? 0;
    purged += count;
    if (count < PURGE_BATCH) return purged;
  }
}
