import { LRUCache } from 'lru-cache';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Unauthorized } from '../../errors.js';

/** The part of an API key that never changes. */
export interface Credential {
  readonly tokenId: number;
  readonly tokenKey: string;
  readonly consumerKey: string;
  readonly secret: string;
  readonly userId: number;
  readonly username: string;
}

/** The half of an API key that does not exist. */
export type UnknownCredential = 'consumer' | 'token';

/** The refusal of an API key that does not exist. Clients recognise its message by the first words. */
export function unknownToken(tokenKey: string): Unauthorized {
  return new Unauthorized(`Invalid access token: ${tokenKey.slice(0, 64).replace(/[^\x21-\x7e]/g, '?')}`, true);
}

const CACHED = 10_000;
/** The form of all keys. Other text is not sent to PostgreSQL, which cannot take all characters. */
const KEY = /^[\x21-\x7e]{1,255}$/;

interface Row {
  readonly tokenId: number | null;
  readonly secret: string | null;
  readonly userId: number | null;
  readonly username: string | null;
}

const findCredential = statement<[string, string], Row>(
  'find_credential',
  `SELECT t.id AS "tokenId", t.secret, u.id AS "userId", u.username
   FROM consumers c
   LEFT JOIN (tokens t JOIN users u ON u.id = t.user_id) ON t.consumer_id = c.id AND t.key = $2
   WHERE c.key = $1`,
);

/**
 * Looks up API keys and caches them, as this part of a key never changes. The nonce log checks that a cached key still
 * exists.
 */
export class Credentials {
  readonly #known = new LRUCache<string, Credential>({ max: CACHED });

  constructor(private readonly db: Db) {}

  /** Finds a token that belongs to this consumer. */
  async find(consumerKey: string, tokenKey: string): Promise<Credential | UnknownCredential> {
    const known = this.#known.get(tokenKey);
    if (known?.consumerKey === consumerKey) return known;
    if (!KEY.test(consumerKey)) return 'consumer';
    const [row] = await this.db.sql(findCredential, consumerKey, KEY.test(tokenKey) ? tokenKey : '');
    if (!row) return 'consumer';
    const { tokenId, secret, userId, username } = row;
    if (tokenId === null || secret === null || userId === null || username === null) return 'token';
    const found = { tokenId, tokenKey, consumerKey, secret, userId, username };
    this.#known.set(tokenKey, found);
    return found;
  }

  forget(tokenKey: string): void {
    this.#known.delete(tokenKey);
  }
}
