import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks.js';

/** Relative to this file in src/db as in dist/db. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

interface Migration {
  readonly name: string;
  readonly checksum: string;
}

export interface Script extends Migration {
  readonly sql: string;
}

export interface MigrationState {
  readonly applied: readonly Migration[];
  /** The names of migrations of this version that are not applied. */
  readonly pending: readonly string[];
  /** The names of migrations that began and did not finish. */
  readonly failed: readonly string[];
  /** The names of applied migrations that this version does not have. */
  readonly unknown: readonly string[];
}

interface Queryable {
  query<Row extends pg.QueryResultRow>(text: string): Promise<{ rows: Row[] }>;
}

/** A migration failed, now or earlier; the database is as it was before that migration. */
export class MigrationError extends Error {}

/** Reads which migrations are applied. Works on a database that was never migrated, also within a transaction. */
export async function readMigrationState(db: Queryable, folder: string = MIGRATIONS_FOLDER): Promise<MigrationState> {
  const scripts = await readScripts(folder);
  const recorded = await readLedger(db);
  const known = new Set(recorded.map(({ name }) => name));
  const own = new Set(scripts.map(({ name }) => name));
  return {
    applied: recorded.filter(({ finished }) => finished).map(({ name, checksum }) => ({ name, checksum })),
    pending: scripts.map(({ name }) => name).filter((name) => !known.has(name)),
    failed: recorded.filter(({ finished }) => !finished).map(({ name }) => name),
    unknown: recorded.map(({ name }) => name).filter((name) => !own.has(name)),
  };
}

/**
 * Refuses a database that this version cannot use: a database of a newer version, whose rules are unknown, or one on
 * which a migration failed.
 * @throws MigrationError
 */
export function requireUsable({ failed, unknown }: MigrationState): void {
  if (failed.length > 0) {
    throw new MigrationError(`A migration failed earlier: ${failed.join(', ')}. See its logs in _prisma_migrations.`);
  }
  if (unknown.length > 0) {
    throw new MigrationError(
      `The database is of a newer version of maas-region, which applied ${unknown.join(', ')}. Start that version.`,
    );
  }
}

/** Returns whether a process applies migrations to the database now. */
export async function isMigrating(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ locked: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = ${ADVISORY_LOCKS.MIGRATION} AND objsubid = 1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locked`,
  );
  return rows[0]?.locked === true;
}

interface Recorded extends Migration {
  readonly finished: boolean;
}

async function readLedger(db: Queryable): Promise<Recorded[]> {
  // An unknown table would abort the transaction of a backup, so it is looked up first.
  const ledger = await db.query<{ exists: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists");
  if (!ledger.rows[0]?.exists) return [];
  const { rows } = await db.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

/** The committed migrations, in order. */
export async function readScripts(folder: string): Promise<Script[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
