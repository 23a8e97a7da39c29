import type { Database, Db } from '../../src/db/database.js';
import { firstApiKey, printApiKey } from '../../src/model/accounts/keys.js';
import { createUser } from '../../src/model/accounts/users.js';
import { ensureMaster } from '../../src/model/clusters/master.js';
import type { ApiKey } from './oauth.js';

/** The accounts that every test region has: two administrators and two ordinary users. */
export const ROLES = ['admin', 'admin2', 'user', 'user2'] as const;
export type Role = (typeof ROLES)[number];

export interface Worker {
  /** Of the cluster that it belongs to */
  readonly uuid: string;
  readonly key: ApiKey;
}

export async function createAccounts(database: Database): Promise<Readonly<Record<Role, ApiKey>>> {
  const [admin, admin2, user, user2] = await Promise.all([
    createAccount(database, 'admin', true),
    createAccount(database, 'admin2', true),
    createAccount(database, 'user'),
    createAccount(database, 'user2'),
  ]);
  return { admin, admin2, user, user2 };
}

/** Makes an account with an API key; its name is also its password. */
export function createAccount(database: Database, username: string, isSuperuser = false): Promise<ApiKey> {
  return database.transaction(async (tx) => {
    const email = `${username}@example.com`;
    const { id } = await createUser(tx, { username, email, password: username, isSuperuser });
    return firstKey(tx, id);
  });
}

/** The region's first cluster, accepted and under a uuid of its own as if its daemon had registered it. */
export async function acceptMaster(database: Database): Promise<Worker> {
  await database.transaction((tx) => ensureMaster(tx));
  const { uuid, token } = await database.prisma.nodegroup.update({
    where: { uuid: 'master' },
    data: { uuid: 'c0ffee00-0000-4000-8000-000000000001', status: 1 },
    include: { token: { include: { consumer: true } } },
  });
  const key = { consumerKey: token.consumer.key, tokenKey: token.key, tokenSecret: token.secret };
  return { uuid, key: printApiKey(key) };
}

async function firstKey(tx: Db, userId: number): Promise<ApiKey> {
  const key = await firstApiKey(tx, userId);
  if (!key) throw new Error('a new account has no API key');
  return printApiKey(key);
}
