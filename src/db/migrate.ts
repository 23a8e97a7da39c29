import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { makeSocket } from './connection/socket.js';
import {
  MIGRATIONS_FOLDER,
  MigrationError,
  readMigrationState,
  readScripts,
  requireUsable,
  type Script,
} from './migration-state.js';

/** The table of applied migrations as Prisma creates it, so that Prisma's tools can use the database. */
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

/** The newest migration of the job queue's own tables, in the version of graphile-worker that package.json names. */
export const QUEUE_MIGRATION = 19;

/**
 * Migrates the database to this version: the committed migrations in Prisma's layout, then those of the job queue.
 * Several processes may call it at once.
 * @returns the names of the migrations that this call applied
 * @throws MigrationError
 */
export async function migrate(url: string, folder: string = MIGRATIONS_FOLDER): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'maas-region migrate', stream: makeSocket });
  await client.connect();
  try {
    // The lock belongs to the connection, so it is released however this process ends.
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.MIGRATION]);
    await client.query(LEDGER);
    const state = await readMigrationState(client, folder);
    requireUsable(state);
    const { pending } = state;
    const scripts = await readScripts(folder);
    for (const script of scripts.filter(({ name }) => pending.includes(name))) await apply(client, script);
    if ((await readQueueMigration(client)) !== QUEUE_MIGRATION) await migrateQueue(url);
    return [...pending];
  } finally {
    await client.end();
  }
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

/** The newest applied migration of the job queue; undefined when the queue has no tables. */
async function readQueueMigration(client: pg.Client): Promise<number | undefined> {
  const table = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('graphile_worker.migrations') IS NOT NULL AS exists",
  );
  if (!table.rows[0]?.exists) return undefined;
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM graphile_worker.migrations ORDER BY id DESC LIMIT 1',
  );
  return rows[0]?.id;
}

/** The package is loaded only here, since most starts find the tables migrated. */
async function migrateQueue(url: string): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker');
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
}
