import pg from 'pg';
import { requireAlone } from '../../db/backup/require-alone.js';
import { readDumpFile } from '../../db/pg-dump/open-dump.js';
import { sqlOn } from '../../db/sql-database.js';
import type { Sql } from '../../db/statement.js';
import { recordEvent } from '../../events/record.js';
import { convertTable, type TableCount } from './convert.js';
import { ensureRegionAccounts, raiseSequences } from './finish.js';
import { Conversion, type DumpFacts } from './mapping/conversion.js';
import { ProblemList } from './mapping/problems.js';
import { clearNewRegion, type FirstAdmin, requireNewRegion } from './new-region.js';
import { listStagedTables, stageDump, stagedName } from './staging.js';
import { TABLES } from './tables.js';

const DEFAULT_ZONE = 'default';

export interface TakeoverOptions {
  /** Reports what would be taken over, and changes nothing. */
  readonly dryRun: boolean;
  /** Keeps the first administrator of the region. */
  readonly keepAdmin: boolean;
  /** Takes over the other rows when some must be left out. Otherwise nothing is changed then. */
  readonly leaveOut: boolean;
  /** Records the takeover at the end of its transaction. */
  readonly record?: (db: Sql) => Promise<void>;
  /** Called with the progress of a step: bytes of the file, then rows. */
  readonly onProgress?: (step: 'reading' | 'writing', done: number, total: number) => void;
}

/** What was taken over, or would be. */
export interface TakeoverReport {
  readonly tables: readonly TableCount[];
  readonly problems: ProblemList;
  /** Whether the content of the region has changed. */
  readonly isDone: boolean;
}

/**
 * Takes over the content of a dump of MAAS 1.5 or 1.6 into a new region, in one transaction.
 * @throws DumpError, BackupError for a running region
 */
export async function takeOver(url: string, file: string, options: TakeoverOptions): Promise<TakeoverReport> {
  const client = new pg.Client({ connectionString: url, application_name: 'maas-region import-maas' });
  // A lost connection fails the statement, or the next one.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('BEGIN');
    await requireAlone(client);
    const admin = await requireNewRegion(client);
    const report = await perform(client, file, options, options.keepAdmin ? admin : undefined);
    if (!report.isDone) return report;
    await raiseSequences(client);
    await ensureRegionAccounts(client);
    await recordTakeover(sqlOn(client), report);
    await options.record?.(sqlOn(client));
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return report;
  } finally {
    await client.end();
  }
}

/** Reads and converts the dump, within a transaction. */
async function perform(
  client: pg.ClientBase,
  file: string,
  { dryRun, leaveOut, onProgress = () => {} }: TakeoverOptions,
  kept: FirstAdmin | undefined,
): Promise<TakeoverReport> {
  const problems = new ProblemList();
  const content = readDumpFile(file, (bytes, size) => onProgress('reading', bytes, size));
  const total = await stageDump(client, content, listStagedTables(TABLES), problems);
  const facts = await readFacts(client);
  await clearNewRegion(client, kept, facts.greatest);
  await ensureDefaultZone(client, facts);
  const conversion = new Conversion(facts, problems);
  if (kept) reserveNames(conversion, kept);
  const tables: TableCount[] = [];
  let written = 0;
  for (const mapping of TABLES) {
    const onRows = (count: number) => {
      written += count;
      onProgress('writing', written, total);
    };
    tables.push(await convertTable(client, mapping, conversion, onRows));
  }
  return { tables, problems, isDone: !dryRun && (leaveOut || problems.leftOut === 0) };
}

async function readFacts(client: pg.ClientBase): Promise<DumpFacts> {
  const greatest = new Map<string, number>();
  for (const table of listStagedTables(TABLES).keys()) {
    const { rows } = await client.query<{ id: number | null }>(`SELECT max(id) AS id FROM ${stagedName(table)}`);
    greatest.set(table, rows[0]?.id ?? 0);
  }
  const { rows } = await client.query<{ cluster: number | null; zone: number | null }>(
    `SELECT (SELECT min(id) FROM ${stagedName('maasserver_nodegroup')}) AS cluster,
       (SELECT min(id) FROM ${stagedName('maasserver_zone')} WHERE name = $1) AS zone`,
    [DEFAULT_ZONE],
  );
  const { cluster, zone } = rows[0] ?? { cluster: null, zone: null };
  const defaultZone = zone ?? (greatest.get('maasserver_zone') ?? 0) + 1;
  return { firstCluster: cluster ?? undefined, defaultZone, hasDefaultZone: zone !== null, greatest };
}

async function ensureDefaultZone(client: pg.ClientBase, { defaultZone, hasDefaultZone }: DumpFacts): Promise<void> {
  if (hasDefaultZone) return;
  await client.query('INSERT INTO zones (id, name) VALUES ($1, $2)', [defaultZone, DEFAULT_ZONE]);
}

function reserveNames(conversion: Conversion, { username, email }: FirstAdmin): void {
  conversion.reserve('auth_user', 'username', username);
  if (email !== '') conversion.reserve('auth_user', 'email', email);
}

async function recordTakeover(db: Sql, { tables }: TakeoverReport): Promise<void> {
  const taken = (table: string) => tables.find((count) => count.table === table)?.taken ?? 0;
  await recordEvent(db, {
    level: 'INFO',
    type: 'MAAS imported',
    description: `${taken('maasserver_node')} nodes and ${taken('auth_user')} accounts were taken over from a dump.`,
  });
}
