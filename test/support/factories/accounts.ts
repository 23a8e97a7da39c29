import type { Database } from '../../../src/db/database.js';
import { printApiKey, readFirstApiKey } from '../../../src/model/accounts/keys.js';
import { createUser } from '../../../src/model/accounts/users.js';
import type { ApiKey } from '../oauth.js';
import type { As, Region } from '../region.js';
import { CreatedKey } from '../shapes.js';

/** The accounts that every test region has: two administrators and two ordinary users. */
export const ROLES = ['admin', 'admin2', 'user', 'user2'] as const;
export type Role = (typeof ROLES)[number];

export async function makeAccounts(database: Database): Promise<Readonly<Record<Role, ApiKey>>> {
  const [admin, admin2, user, user2] = await Promise.all([
    makeAccount(database, 'admin', true),
    makeAccount(database, 'admin2', true),
    makeAccount(database, 'user'),
    makeAccount(database, 'user2'),
  ]);
  return { admin, admin2, user, user2 };
}

/** Makes an account, whose name is also its password. @returns its first API key */
export function makeAccount(database: Database, username: string, isSuperuser = false): Promise<ApiKey> {
  return database.transaction(async (tx) => {
    const email = `${username}@example.com`;
    const { id } = await createUser(tx, { username, email, password: username, isSuperuser });
    const key = await readFirstApiKey(tx, id);
    if (!key) throw new Error('a new account has no API key');
    return printApiKey(key);
  });
}

/** Makes another API key for an account. @returns the key and its token, by which it is deleted */
export async function makeKey(region: Region, as: As): Promise<{ readonly key: ApiKey; readonly token: string }> {
  const reply = await region.post(as, 'account/', { op: 'create_authorisation_token' });
  const { consumer_key, token_key, token_secret } = reply.as(CreatedKey);
  return { key: `${consumer_key}:${token_key}:${token_secret}`, token: token_key };
}
