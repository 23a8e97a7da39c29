import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { Database } from '../../src/db/database.js';
import { TEMPLATE, urlOf } from './postgres.js';

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  /** Drops the database. `database` must be closed. */
  drop(): Promise<void>;
}

/**
 * Makes a new migrated database. Its disposal, for example by `await using`, closes and drops it.
 * @param connections how many connections its `database` may hold
 */
export async function freshDatabase(connections?: number): Promise<TestDatabase> {
  const { url, drop } = await createFrom(TEMPLATE);
  const database = new Database(url, connections);
  return {
    url,
    database,
    drop,
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
}

/** A migrated database for the tests of a file. Only hooks and tests can use it. */
export interface FileDatabase {
  readonly url: string;
  readonly database: Database;
}

/**
 * Makes a database before the first test of a file, and drops it after the last.
 * @param connections how many connections it may hold
 */
export function useDatabase(connections?: number): FileDatabase {
  let fresh: TestDatabase | undefined;
  beforeAll(async () => {
    fresh = await freshDatabase(connections);
  });
  afterAll(() => fresh?.[Symbol.asyncDispose]());
  const now = (): TestDatabase => {
    if (!fresh) throw new Error('there is no database yet: use it in hooks and tests only');
    return fresh;
  };
  return {
    get url() {
      return now().url;
    },
    get database() {
      return now().database;
    },
  };
}

/** Makes an empty database, for tests of the migrations. */
export async function emptyDatabase(): Promise<AsyncDisposable & { readonly url: string }> {
  const { url, drop } = await createFrom('template0');
  return { url, [Symbol.asyncDispose]: drop };
}

async function createFrom(template: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: urlOf(server, name), drop: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
