import type { EmbeddedDatabase, EmbeddedOptions } from '../../db/embedded/embedded-database.js';
import { hasDataDirectory } from '../../db/embedded/locate-data-directory.js';
import { isMigrating, readMigrationState, requireUsable } from '../../db/migration-state.js';
import type { SqlDatabase } from '../../db/sql-database.js';
import type { Settings } from '../../settings.js';
import { CliError } from './io.js';

/** How a command uses the region's PostgreSQL. */
export interface StoreAccess {
  /** Whether the command may make the database, and apply migrations. Other commands need one that exists. */
  readonly create?: boolean;
}

/** Opens the region's PostgreSQL: the one of DATABASE_URL, or the embedded one, which is started or joined. */
export async function openStore(
  settings: Settings,
  options: Omit<EmbeddedOptions, 'dir'> = {},
): Promise<EmbeddedDatabase> {
  if (settings.databaseUrl !== undefined) return { url: settings.databaseUrl, stop: async () => {} };
  const { startRegionDatabase } = await import('../../db/embedded/embedded-database.js');
  return startRegionDatabase(settings.dataDir, options);
}

/**
 * Opens the store for the duration of `work`.
 * @throws CliError when there is no database, and the command may not make one
 */
export async function withStore<T>(
  settings: Settings,
  notify: (line: string) => void,
  work: (url: string) => Promise<T>,
  { create = false }: StoreAccess = {},
): Promise<T> {
  if (!create) await requireStore(settings);
  const store = await openStore(settings, { notify });
  try {
    return await work(store.url);
  } finally {
    await store.stop();
  }
}

/** The most connections of a command. */
const CONNECTIONS = 2;

/**
 * Opens the migrated database for the duration of `work`.
 * @param kind with Prisma's client (`Database`), or without it
 * @throws CliError when migrations are missing, and the command may not apply them
 */
export async function withDatabase<Opened extends SqlDatabase, T>(
  kind: new (url: string, connections: number) => Opened,
  settings: Settings,
  notify: (line: string) => void,
  work: (database: Opened) => Promise<T>,
  access: StoreAccess = {},
): Promise<T> {
  const open = async (url: string) => {
    if (access.create) await (await import('../../db/migrate.js')).migrate(url);
    const database = new kind(url, CONNECTIONS);
    try {
      if (!access.create) await requireMigrations(settings, database);
      return await work(database);
    } finally {
      await database.close();
    }
  };
  return withStore(settings, notify, open, access);
}

async function requireStore({ databaseUrl, dataDir }: Settings): Promise<void> {
  if (databaseUrl !== undefined || (await hasDataDirectory(dataDir))) return;
  throw new CliError(
    `There is no database in ${dataDir}. Run the command in the folder of the region, or set MAAS_DATA_DIR or ` +
      'DATABASE_URL as the region does. `maas-region serve` makes a new database.',
  );
}

async function requireMigrations(settings: Settings, { pool }: SqlDatabase): Promise<void> {
  const state = await readMigrationState(pool);
  const { applied, pending, failed } = state;
  // A migration that has not finished has failed, unless it is running.
  if (pending.length + failed.length > 0 && (await isMigrating(pool)))
    throw new CliError(`${describeStore(settings)} is being migrated. Try again in a moment.`);
  requireUsable(state);
  if (pending.length === 0) return;
  const advice = '`maas-region migrate` and `maas-region serve` migrate it to this version.';
  if (applied.length > 0) throw new CliError(`${describeStore(settings)} is of an older version. ${advice}`);
  throw new CliError(`${describeStore(settings)} has no tables of a region. Is it the right one? ${advice}`);
}

/** Names the database for a message, without its password. */
function describeStore({ databaseUrl, dataDir }: Settings): string {
  if (databaseUrl === undefined) return `The database in ${dataDir}`;
  const { host, pathname } = new URL(databaseUrl);
  return `The database ${decodeURIComponent(pathname.slice(1))} at ${host}`;
}
