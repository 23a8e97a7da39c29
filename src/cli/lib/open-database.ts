import { Database } from '../../db/database.js';
import {
  type EmbeddedDatabase,
  type EmbeddedOptions,
  startRegionDatabase,
} from '../../db/embedded/embedded-database.js';
import { migrate } from '../../db/migrate.js';
import type { Settings } from '../../settings.js';

/** Opens the region's PostgreSQL: the one of DATABASE_URL, or the embedded one, which is started or joined. */
export async function openStore(
  settings: Settings,
  options: Omit<EmbeddedOptions, 'dir'> = {},
): Promise<EmbeddedDatabase> {
  if (settings.databaseUrl === undefined) return startRegionDatabase(settings.dataDir, options);
  return { url: settings.databaseUrl, stop: async () => {} };
}

/** Opens the store for the duration of `work`. */
export async function withStore<T>(
  settings: Settings,
  notify: (line: string) => void,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const store = await openStore(settings, { notify });
  try {
    return await work(store.url);
  } finally {
    await store.stop();
  }
}

/** Opens the migrated database for the duration of `work`. */
export async function withDatabase<T>(
  settings: Settings,
  notify: (line: string) => void,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return withStore(settings, notify, async (url) => {
    await migrate(url);
    const database = new Database(url, 2);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  });
}
