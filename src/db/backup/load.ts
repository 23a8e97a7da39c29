import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { Substatus } from '../../substatus.js';
import { readMigrationState } from '../migration-state.js';
import { sqlOn } from '../sql-database.js';
import type { Sql } from '../statement.js';
import { BackupError, End, Header, TableStart } from './format.js';
import { splitLines } from './lines.js';
import { requireAlone } from './require-alone.js';
import { TableLoader } from './table-loader.js';
import { listTables, type Table } from './tables.js';

interface RestoreOptions {
  /** Also replaces the content of a database that is not empty. */
  readonly force: boolean;
  /** Records the restoration at the end of its transaction. */
  readonly record?: (db: Sql) => Promise<void>;
}

/**
 * Replaces the content of a migrated database by a backup, in one transaction. Sequences never go back, so that no id
 * is given to a second object.
 * @returns the number of rows
 * @throws BackupError
 */
export async function restoreBackup(url: string, file: string, { force, record }: RestoreOptions): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'maas-region restore' });
  await client.connect();
  try {
    const tables = await listTables(client);
    await client.query('BEGIN');
    await requireAlone(client);
    if (!force && (await hasContent(client, tables))) {
      throw new BackupError('The database is not empty. With --force its content is lost.');
    }
    const names = tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
    // Sessions, which no backup has, go with their users.
    await client.query(`TRUNCATE ${names} CASCADE`);
    const rows = await loadFile(client, file, tables);
    await settleUnfinishedWork(client);
    await record?.(sqlOn(client));
    await client.query('COMMIT');
    return rows;
  } finally {
    await client.end();
  }
}

/**
 * Whether the database has more content than the migrations create, which is accounts without password and a zone. Audit
 * records do not count: the command `migrate` writes one.
 */
async function hasContent(client: pg.Client, tables: readonly Table[]): Promise<boolean> {
  const builtIn: Readonly<Record<string, string>> = {
    users: "password <> ''",
    zones: "name <> 'default'",
    audit_records: 'false',
  };
  const tests = tables.map(
    ({ name }) => `EXISTS (SELECT FROM ${pg.escapeIdentifier(name)} WHERE ${builtIn[name] ?? 'true'})`,
  );
  const { rows } = await client.query<{ yes: boolean }>(`SELECT ${tests.join(' OR ')} AS yes`);
  return rows[0]?.yes === true;
}

async function loadFile(client: pg.Client, file: string, tables: readonly Table[]): Promise<number> {
  // The callback is required, but not needed: the reader of the pipeline gets the error.
  const content = pipeline(createReadStream(file), createGunzip(), () => {});
  try {
    return await load(client, splitLines(content), tables);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) throw new BackupError(`${file} is not a backup, or it is damaged.`, { cause: error });
    if (code === 'ENOENT') throw new BackupError(`There is no file ${file}.`, { cause: error });
    throw error;
  }
}

async function load(client: pg.Client, lines: AsyncIterable<string>, tables: readonly Table[]): Promise<number> {
  let loader: TableLoader | undefined;
  let ended = false;
  let first = true;
  let rows = 0;
  const hash = createHash('sha256');
  for await (const line of lines) {
    if (first) await checkHeader(client, line);
    else if (line.startsWith('[')) {
      await loader?.add(line);
      rows += 1;
    } else {
      await loader?.flush();
      const start = TableStart.safeParse(parse(line));
      if (start.success) loader = TableLoader.for(client, start.data, tables);
      else ended = await finish(client, line, rows, hash.digest('hex'));
    }
    if (!ended) hash.update(`${line}\n`);
    first = false;
  }
  if (!ended) throw new BackupError('The backup is cut off.');
  return rows;
}

async function checkHeader(client: pg.Client, line: string): Promise<void> {
  const header = Header.safeParse(parse(line));
  if (!header.success) throw new BackupError('This is not a backup of maas-region.');
  const { applied } = await readMigrationState(client);
  if (isDeepStrictEqual(header.data.migrations, applied)) return;
  const latest = header.data.migrations.at(-1)?.name ?? 'none';
  throw new BackupError(
    `The backup was made by a version with other migrations (latest: ${latest}). ` +
      'Restore it with that version, then start this one.',
  );
}

async function finish(client: pg.Client, line: string, rows: number, sha256: string): Promise<boolean> {
  const end = End.safeParse(parse(line));
  if (!end.success || end.data.rows !== rows || end.data.sha256 !== sha256) {
    throw new BackupError('The backup is damaged: its lines do not match its checksum.');
  }
  for (const { name, value, called } of end.data.sequences) {
    const sequence = pg.escapeIdentifier(name);
    await client.query(
      `SELECT setval($1::regclass, $2::bigint, $3) FROM ${sequence}
       WHERE last_value < $2::bigint OR last_value = $2::bigint AND NOT is_called`,
      [sequence, value, called],
    );
  }
  return true;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Settles the unfinished work of the backup, so that no old request is performed on a machine and nothing waits for
 * ever. Pending power actions are marked as failed, and with them the releases that wait for a power-off. Requested
 * evaluations of tags are enqueued.
 */
async function settleUnfinishedWork(client: pg.Client): Promise<void> {
  await client.query(
    `UPDATE power_actions SET state = 'failed', ended = now(), error = 'The region was restored from a backup.'
     WHERE state IN ('queued', 'running')`,
  );
  await client.query('UPDATE nodes SET substatus = $2 WHERE substatus = $1', [
    Substatus.RELEASING,
    Substatus.FAILED_RELEASING,
  ]);
  await client.query('SELECT graphile_worker.complete_jobs(ARRAY(SELECT id FROM graphile_worker.jobs))');
  await client.query(
    `SELECT graphile_worker.add_job('evaluate_tags', '{}'::json, queue_name => 'evaluate_tags all',
       job_key => 'evaluate_tags all')
     WHERE EXISTS (SELECT FROM tags WHERE evaluations > 0)`,
  );
}
