import { randomInt } from 'node:crypto';
import type { Db } from '../../db/database.js';
import { violatesReference } from '../../db/failure.js';
import { Conflict } from '../../errors.js';

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

/** Makes an API key for a user: a new consumer and its one token. */
export async function createToken(tx: Db, userId: number, name: string = CONSUMER_NAME): Promise<CreatedToken> {
  const token = await tx.prisma.token.create({
    data: {
      key: randomText(KEY_LENGTH),
      secret: randomText(SECRET_LENGTH),
      user: { connect: { id: userId } },
      consumer: { create: { key: randomText(KEY_LENGTH), name, user: { connect: { id: userId } } } },
    },
    include: { consumer: true },
  });
  return { consumerKey: token.consumer.key, tokenKey: token.key, tokenSecret: token.secret, tokenId: token.id };
}

/**
 * Deletes one of the user's keys, named by its token, with its consumer; false when the user has no such key.
 * @throws Conflict when a cluster needs it
 */
export async function deleteToken(tx: Db, userId: number, tokenKey: string): Promise<boolean> {
  try {
    const { count } = await tx.prisma.consumer.deleteMany({ where: { userId, token: { key: tokenKey, userId } } });
    return count > 0;
  } catch (error) {
    if (!violatesReference(error)) throw error;
    throw new Conflict("The key cannot be deleted: a cluster's worker signs with it.");
  }
}

/** The user's oldest API key; undefined when there is none. */
export async function firstApiKey(tx: Db, userId: number): Promise<ApiKey | undefined> {
  const token = await tx.prisma.token.findFirst({
    where: { userId },
    orderBy: { id: 'asc' },
    include: { consumer: true },
  });
  return token ? { consumerKey: token.consumer.key, tokenKey: token.key, tokenSecret: token.secret } : undefined;
}
