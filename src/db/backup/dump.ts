import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import pg from 'pg';
import { readBatches } from '../bulk/cursor.js';
import { readMigrationState } from '../migration-state.js';
import { BackupError, FORMAT, FORMAT_VERSION } from './format.js';
import { listSequences, listTables, type Table } from './tables.js';

/**
 * Writes a snapshot of the database to `file`, while changes continue. The file appears complete or not at all. Only
 * its owner may read it, as it holds every secret of the region.
 * @returns the number of rows
 * @throws BackupError when the database was never migrated
 */
export async function writeBackup(url: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'maas-region backup' });
  const part = `${file}.${randomUUID()}.part`;
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const counter = { rows: 0 };
    // `wx` fails on an existing file or link, whose mode could give other accounts access.
    const output = createWriteStream(part, { mode: 0o600, flags: 'wx' });
    const text = Readable.from(withEnd(client, backupText(client, counter), counter));
    await pipeline(text, createGzip({ level: constants.Z_BEST_SPEED }), output);
    await rename(part, file);
    return counter.rows;
  } finally {
    await client.end();
    await rm(part, { force: true });
  }
}

async function* backupText(client: pg.Client, counter: { rows: number }): AsyncGenerator<string> {
  const { applied } = await readMigrationState(client);
  if (applied.length === 0)
    throw new BackupError('The database has no tables of a region: there is nothing to back up.');
  yield line({ format: FORMAT, version: FORMAT_VERSION, created: new Date().toISOString(), migrations: applied });
  for (const table of await listTables(client)) {
    yield line({ table: table.name, columns: table.columns.map(({ name }) => name) });
    yield* tableText(client, table, counter);
  }
}

/** Adds the last line, which holds the checksum of all lines before it. */
async function* withEnd(
  client: pg.Client,
  text: AsyncIterable<string>,
  counter: { readonly rows: number },
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  for await (const piece of text) {
    hash.update(piece);
    yield piece;
  }
  yield line({ sequences: await readSequences(client), rows: counter.rows, sha256: hash.digest('hex') });
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

async function* tableText(client: pg.Client, table: Table, counter: { rows: number }): AsyncGenerator<string> {
  const texts = table.columns.map(({ name }) => `${pg.escapeIdentifier(name)}::text`).join(', ');
  const source = `SELECT json_build_array(${texts})::text AS line FROM ${pg.escapeIdentifier(table.name)}`;
  for await (const rows of readBatches<{ line: string }>(client, source, ({ line: { length } }) => length)) {
    counter.rows += rows.length;
    yield `${rows.map((row) => row.line).join('\n')}\n`;
  }
}

async function readSequences(client: pg.Client): Promise<{ name: string; value: string; called: boolean }[]> {
  const states = [];
  for (const name of await listSequences(client)) {
    const { rows } = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${pg.escapeIdentifier(name)}`,
    );
    states.push(...rows.map((row) => ({ name, ...row })));
  }
  return states;
}
