import { randomInt } from 'node:crypto';
import type { Db } from '../../db/database.js';
import { isReferenceViolation } from '../../db/database-failure.js';
import { type Sql, statement } from '../../db/statement.js';
import { Conflict, NotFound } from '../../errors.js';
import { NONCE_LIFETIME } from './nonces.js';

const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const KEY_LENGTH = 18;
const SECRET_LENGTH = 32;
/** The label of every consumer that the region itself makes. */
const CONSUMER_NAME = 'MAAS consumer';

/** An OAuth token with the consumer it belongs to. The consumer's own secret is always empty. */
export interface ApiKey {
  readonly consumerKey: string;
  readonly tokenKey: string;
  readonly tokenSecret: string;
}

export interface CreatedToken extends ApiKey {
  readonly tokenId: number;
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHANUMERICS.charAt(randomInt(ALPHANUMERICS.length))).join('');
}

/** The form in which users see an API key: `consumer:token:secret`. */
export function printApiKey(key: ApiKey): string {
  return `${key.consumerKey}:${key.tokenKey}:${key.tokenSecret}`;
}

/** Reads `consumer:token:secret`; undefined when the text has another form. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [consumerKey, tokenKey, tokenSecret, ...rest] = text.trim().split(':');
  if (!consumerKey || !tokenKey || !tokenSecret || rest.length > 0) return undefined;
  return { consumerKey, tokenKey, tokenSecret };
}

type Texts = readonly string[];

const create = statement<[userId: number, name: string, consumers: Texts, tokens: Texts, secrets: Texts], CreatedToken>(
  'tokens_create',
  `WITH given AS (SELECT * FROM unnest($3::text[], $4::text[], $5::text[]) given (consumer_key, token_key, secret)),
     consumer AS (
       INSERT INTO consumers (user_id, name, key) SELECT $1, $2, consumer_key FROM given RETURNING id, key, user_id),
     token AS (
       INSERT INTO tokens (key, secret, consumer_id, user_id)
       SELECT g.token_key, g.secret, c.id, c.user_id FROM consumer c JOIN given g ON g.consumer_key = c.key
       RETURNING id, key, secret, consumer_id)
   SELECT c.key AS "consumerKey", t.key AS "tokenKey", t.secret AS "tokenSecret", t.id AS "tokenId"
   FROM consumer c JOIN token t ON t.consumer_id = c.id`,
);

/** Makes API keys for a user: each a new consumer and its one token. */
export function createTokens(tx: Sql, userId: number, count: number, name = CONSUMER_NAME): Promise<CreatedToken[]> {
  const texts = (length: number) => Array.from({ length: count }, () => randomText(length));
  return tx.sql(create, userId, name, texts(KEY_LENGTH), texts(KEY_LENGTH), texts(SECRET_LENGTH));
}

/** Makes an API key for a user: a new consumer and its one token. */
export async function createToken(tx: Sql, userId: number, name = CONSUMER_NAME): Promise<CreatedToken> {
  const [token] = await createTokens(tx, userId, 1, name);
  if (!token) throw new Error('A token was not made.');
  return token;
}

const remove = statement<[number, string], { id: number }>(
  'token_delete',
  `DELETE FROM consumers c USING tokens t
   WHERE t.consumer_id = c.id AND c.user_id = $1 AND t.user_id = $1 AND t.key = $2 RETURNING c.id`,
);

/**
 * Deletes one of the user's keys, named by its token, with its consumer; false when the user has no such key.
 * @throws Conflict when a cluster needs it
 */
export async function deleteToken(tx: Sql, userId: number, tokenKey: string): Promise<boolean> {
  try {
    return (await tx.sql(remove, userId, tokenKey)).length > 0;
  } catch (error) {
    if (!isReferenceViolation(error)) throw error;
    throw new Conflict("The key cannot be deleted: a cluster's worker signs with it.");
  }
}

/** An API key as its user sees it. */
export interface KeyView extends ApiKey {
  readonly name: string;
  readonly created: Date;
  /** Null: never. A request in the future, by its own clock, counts as now. */
  readonly lastUsed: Date | null;
}

const list = statement<[number], KeyView>(
  'token_list',
  `SELECT c.name, c.key AS "consumerKey", t.key AS "tokenKey", t.secret AS "tokenSecret", t.created,
     greatest(t.last_used,
       (SELECT least(now(), max(n.expires) - interval '${NONCE_LIFETIME} seconds')
        FROM nonces n WHERE n.token_id = t.id HAVING count(*) > 0)) AS "lastUsed"
   FROM tokens t JOIN consumers c ON c.id = t.consumer_id WHERE t.user_id = $1 ORDER BY t.id`,
);

/** The user's API keys, the oldest first. */
export function listKeys(db: Sql, userId: number): Promise<KeyView[]> {
  return db.sql(list, userId);
}

/** Renames one of the user's keys, named by its token. @throws NotFound when the user has no such key */
export async function renameKey(tx: Db, userId: number, tokenKey: string, name: string): Promise<void> {
  const { count } = await tx.prisma.consumer.updateMany({
    where: { userId, token: { key: tokenKey, userId } },
    data: { name },
  });
  if (count === 0) throw new NotFound();
}

const first = statement<[number], ApiKey>(
  'token_first',
  `SELECT c.key AS "consumerKey", t.key AS "tokenKey", t.secret AS "tokenSecret"
   FROM tokens t JOIN consumers c ON c.id = t.consumer_id WHERE t.user_id = $1 ORDER BY t.id LIMIT 1`,
);

/** The user's oldest API key; undefined when the user has none. */
export async function readFirstApiKey(tx: Sql, userId: number): Promise<ApiKey | undefined> {
  const [key] = await tx.sql(first, userId);
  return key;
}
