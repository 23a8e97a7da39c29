import { ADVISORY_LOCKS } from '../../db/advisory-locks.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { BadRequest, Conflict, Unprocessable } from '../../errors.js';
import { Reply } from '../reply/reply.js';
import type { IdempotentRequest } from './idempotent-request.js';

/** Hours for which an answer is kept. */
const KEEP_HOURS = 24;

interface KeptAnswer {
  readonly fingerprint: Uint8Array;
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const lock = statement<[number, string], { locked: boolean }>(
  'idempotency_lock',
  'SELECT pg_try_advisory_xact_lock($1::int, hashtext($2)) AS locked',
);

const read = statement<[number, string], KeptAnswer>(
  'idempotency_read',
  `SELECT fingerprint, status::int AS status, type, headers, body FROM idempotency_keys
   WHERE token_id = $1 AND key = $2 AND created > now() - interval '${KEEP_HOURS} hours'`,
);

/**
 * The token may have been deleted by the request itself. The commit waits for the disk, also where a part of the effect
 * does not.
 */
const keep = statement<[number, string, Uint8Array, number, string, string, Uint8Array], { set_config: string }>(
  'idempotency_keep',
  `WITH token AS (SELECT id FROM tokens WHERE id = $1 FOR KEY SHARE)
   INSERT INTO idempotency_keys (token_id, key, fingerprint, status, type, headers, body)
   SELECT id, $2, $3, $4::int, $5, $6::jsonb, $7 FROM token
   ON CONFLICT (token_id, key) DO UPDATE SET created = now(), fingerprint = excluded.fingerprint, status = excluded.status,
     type = excluded.type, headers = excluded.headers, body = excluded.body
   RETURNING set_config('synchronous_commit', 'on', true)`,
);

/**
 * Performs a request, unless it was performed before: then its first answer is given again. The answer is kept in the
 * transaction of the effect, so neither can be without the other. Refusals are not kept.
 * @param perform has no effect outside of `tx`
 * @throws Conflict while the same key is in use; Unprocessable for another request with the same key
 */
export async function performOnce(
  tx: Db,
  { tokenId, key, fingerprint }: IdempotentRequest,
  perform: () => Promise<unknown>,
): Promise<Reply> {
  // The lock ends with the transaction, also when the process is killed.
  const [attempt] = await tx.sql(lock, ADVISORY_LOCKS.IDEMPOTENCY, `${tokenId} ${key}`);
  if (!attempt?.locked) throw new Conflict('A request with this Idempotency-Key is being performed. Try again later.');
  const [kept] = await tx.sql(read, tokenId, key);
  if (kept) {
    if (fingerprint.equals(kept.fingerprint)) return repeatAnswer(kept);
    throw new Unprocessable('This Idempotency-Key was used for another request.');
  }
  const result = await perform();
  const reply = result instanceof Reply ? result : Reply.json(result);
  const { status, type, headers, body } = reply;
  if (!Buffer.isBuffer(body)) throw new BadRequest('The header Idempotency-Key is not possible for long answers.');
  if (status < 300) await tx.sql(keep, tokenId, key, fingerprint, status, type, JSON.stringify(headers), body);
  return reply;
}

function repeatAnswer({ status, type, headers, body }: KeptAnswer): Reply {
  const reply = Reply.bytes(type, body, status).withHeader('Idempotency-Replayed', 'true');
  return Object.entries(headers).reduce((whole, [name, value]) => whole.withHeader(name, value), reply);
}

const BATCH = 1_000;

const purge = statement<[number], { count: number }>(
  'idempotency_purge',
  `WITH old AS (
     DELETE FROM idempotency_keys WHERE (token_id, key) IN (
       SELECT token_id, key FROM idempotency_keys WHERE created <= now() - interval '${KEEP_HOURS} hours'
       LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING 1)
   SELECT count(*)::int AS count FROM old`,
);

/** Deletes answers that are no longer given again. */
export async function purgeIdempotencyKeys(db: Db): Promise<void> {
  for (;;) {
    const [row] = await db.sql(purge, BATCH);
    if ((row?.count ?? 0) < BATCH) return;
  }
}
