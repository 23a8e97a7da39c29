import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { createUser } from '../../../src/model/accounts/users.js';
import { ensureMasterCluster } from '../../../src/model/clusters/master.js';
import { type TakeoverOptions, type TakeoverReport, takeOver } from '../../../src/model/takeover/take-over.js';
import { freshDatabase, type TestDatabase } from '../database.js';
import { type OriginalRows, type OriginalTables, writeDump } from './dump.js';
import { SITE } from './site.js';

const DEFAULTS: TakeoverOptions = { dryRun: false, keepAdmin: false, leaveOut: false };

/**
 * A new region, as its first start made it, which takes over dumps.
 * @param scope for each test of a file, or one for tests that change nothing
 */
export function useNewRegion(scope: 'test' | 'file' = 'test') {
  const [before, after] = scope === 'test' ? [beforeEach, afterEach] : [beforeAll, afterAll];
  let folder = '';
  let fresh: TestDatabase;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'maas-takeover-'));
    fresh = await freshDatabase(2);
    await startOnce(fresh.database);
  });
  after(async () => {
    await fresh[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const fileWith = (content: string | Buffer): string => {
    const file = path.join(folder, 'maas.sql');
    writeFileSync(file, content);
    return file;
  };
  return {
    fileWith,
    url: () => fresh.url,
    database: () => fresh.database,
    takeOverText: (content: string | Buffer, options: Partial<TakeoverOptions> = {}): Promise<TakeoverReport> =>
      takeOver(fresh.url, fileWith(content), { ...DEFAULTS, ...options }),
    takeOverTables: (tables: OriginalTables, options: Partial<TakeoverOptions> = {}): Promise<TakeoverReport> =>
      takeOver(fresh.url, fileWith(writeDump(tables)), { ...DEFAULTS, ...options }),
  };
}

/** Makes what the first start of a region makes. */
async function startOnce(database: Database): Promise<void> {
  const admin = { username: 'admin', email: '', password: 'secret', isSuperuser: true };
  await database.transaction((tx) => ensureMasterCluster(tx));
  await database.transaction((tx) => createUser(tx, admin));
}

/** The site with another content of some tables. */
export function siteWith(change: Readonly<Record<string, (rows: OriginalRows) => OriginalRows>>): OriginalTables {
  const changed = Object.entries(change).map(([table, make]) => [table, make(SITE[table] ?? [])]);
  return { ...SITE, ...Object.fromEntries(changed) };
}

/** Everything that is in the database, as text. */
export async function contentOf({ pool }: Database): Promise<Record<string, unknown[]>> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  const content: Record<string, unknown[]> = {};
  for (const { name } of rows)
    content[name] = (await pool.query(`SELECT ${name}::text AS row FROM ${name} ORDER BY 1`)).rows;
  return content;
}
