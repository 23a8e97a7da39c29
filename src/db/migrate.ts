import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { readDatabaseFailure } from './database-failure.js';

/** The table of applied migrations as Prisma makes it, so that its tools agree with what happened here. */
const LEDGER = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;
/** Relative to this file in src/db as in dist/db. */
const FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

interface Migration {
  readonly name: string;
  readonly checksum: string;
}

interface Script extends Migration {
  readonly sql: string;
}

export interface MigrationState {
  readonly applied: readonly Migration[];
  /** The names of migrations of this version that are not applied. */
  readonly pending: readonly string[];
  /** The names of migrations that began and did not finish. */
  readonly failed: readonly string[];
}

interface Queryable {
  query<Row extends pg.QueryResultRow>(text: string): Promise<{ rows: Row[] }>;
}

/** A migration failed, now or earlier; the database is as it was before that migration. */
export class MigrationError extends Error {}

/**
 * Brings the database up to this version: the committed migrations in Prisma's layout, then those of the job queue.
 * Several processes may do it at once.
 * @returns the names of the migrations that this call applied
 * @throws MigrationError
 */
export async function migrate(url: string, folder: string = FOLDER): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'maas-region migrate' });
  await client.connect();
  try {
    // The lock belongs to the connection, so it is released however this process ends.
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.MIGRATION]);
    await client.query(LEDGER);
    const { pending, failed } = await readState(client, folder);
    if (failed.length > 0) {
      throw new MigrationError(`A migration failed earlier: ${failed.join(', ')}. See its logs in _prisma_migrations.`);
    }
    const scripts = await readScripts(folder);
    for (const script of scripts.filter(({ name }) => pending.includes(name))) await apply(client, script);
    await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
    return [...pending];
  } finally {
    await client.end();
  }
}

/** How far the database is. Works on a database that was never migrated. */
export async function readMigrationState(db: Queryable): Promise<MigrationState> {
  try {
    return await readState(db, FOLDER);
  } catch (error) {
    const undefinedTable = '42P01';
    if (readDatabaseFailure(error)?.code !== undefinedTable) throw error;
    return { applied: [], pending: (await readScripts(FOLDER)).map(({ name }) => name), failed: [] };
  }
}

async function readState(db: Queryable, folder: string): Promise<MigrationState> {
  const { rows } = await db.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  const known = new Set(rows.map(({ name }) => name));
  return {
    applied: rows.filter(({ finished }) => finished).map(({ name, checksum }) => ({ name, checksum })),
    pending: (await readScripts(folder)).map(({ name }) => name).filter((name) => !known.has(name)),
    failed: rows.filter(({ finished }) => !finished).map(({ name }) => name),
  };
}

async function readScripts(folder: string): Promise<Script[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function apply(client: pg.Client, { name, checksum, sql }: Script): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ]);
  try {
    // One message, which PostgreSQL runs as one transaction.
    await client.query(sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await client.query('ROLLBACK');
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason]);
    throw new MigrationError(`The migration ${name} failed: ${reason}`, { cause: error });
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}
