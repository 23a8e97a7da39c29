import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Db } from '../../../src/db/database.js';
import { runRequest } from '../../../src/db/request-scope.js';
import type { Statement } from '../../../src/db/statement.js';
import { Unavailable } from '../../../src/errors.js';
import { readFileContent, storeFileContent } from '../../../src/model/files/file-content.js';
import { putFile } from '../../../src/model/files/files.js';
import { useDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';

const CHUNK = 3 * 256 * 1_024;
const PIECE = 65_536;
const DATA = randomBytes(8 * CHUNK + 5);

const site = useDatabase();

/** The database, and how many statements were begun and are done. */
class Counted implements Db {
  begun = 0;
  done = 0;
  readonly prisma = site.database.prisma;

  async sql<Args extends readonly unknown[], Row>(statement: Statement<Args, Row>, ...args: Args): Promise<Row[]> {
    this.begun += 1;
    const rows = await site.database.sql(statement, ...args);
    this.done += 1;
    return rows;
  }

  async readBytes(select: string): Promise<Buffer | undefined> {
    this.begun += 1;
    return site.database.readBytes(select);
  }

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return site.database.transaction(work);
  }
}

/** DATA in pieces. */
async function* pieces(): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < DATA.length; sent += PIECE) yield DATA.subarray(sent, sent + PIECE);
}

test('storeFileContent of a request may take longer than a request may wait in all', async () => {
  const client = await site.database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('LOCK TABLE file_chunks IN EXCLUSIVE MODE');
    const stored = runRequest({ queries: 0 }, 200, () => storeFileContent(site.database, pieces()));
    const waits = `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO file_chunks%' AND query_start < now() - interval '0.5 s'`;
    // now() is the beginning of a transaction, so another connection looks.
    await eventually(async () => {
      const { rows } = await site.database.pool.query<{ count: number }>(waits);
      expect(rows).toEqual([{ count: 1 }]);
    });
    await client.query('COMMIT');
    await expect(stored).resolves.toBeTypeOf('number');
  } finally {
    client.release();
  }
});

test('storeFileContent buffers one chunk while PostgreSQL stores one, and no more', async () => {
  const db = new Counted();
  let ahead = 0;
  async function* watched() {
    let taken = 0;
    for await (const piece of pieces()) {
      // The first statement made the content.
      ahead = Math.max(ahead, taken - (db.done - 1) * CHUNK);
      taken += piece.length;
      yield piece;
    }
  }
  await storeFileContent(db, watched());
  expect(db.done).toBe(1 + 9 + 1);
  expect(ahead).toBeGreaterThan(CHUNK + PIECE);
  expect(ahead).toBeLessThan(2 * CHUNK + PIECE);
});

test('storeFileContent of which PostgreSQL loses a chunk meanwhile throws Unavailable', async () => {
  async function* losing() {
    yield* pieces();
    await site.database.pool.query('DELETE FROM file_chunks WHERE position = 1');
  }
  await expect(storeFileContent(site.database, losing())).rejects.toThrow(Unavailable);
});

test('readFileContent reads one chunk ahead of its consumer', async () => {
  const id = await storeFileContent(site.database, pieces());
  const db = new Counted();
  const chunks: Uint8Array[] = [];
  const begun: number[] = [];
  for await (const chunk of readFileContent(db, id, DATA.length)) {
    chunks.push(chunk);
    begun.push(db.begun);
  }
  expect(begun).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 9]);
  expect(Buffer.concat(chunks).equals(DATA)).toBe(true);
});

test('putFile after its owner or content was deleted is 503 and stores nothing', async () => {
  const { prisma } = site.database;
  const id = await storeFileContent(site.database, pieces());
  await expect(putFile(site.database, 2_000_000_000, 'a', DATA.length, id)).rejects.toMatchObject({ status: 503 });
  const owner = await prisma.user.create({ data: { username: 'owner', email: 'o@example.com', password: '' } });
  await prisma.fileContent.delete({ where: { id } });
  await expect(putFile(site.database, owner.id, 'a', DATA.length, id)).rejects.toMatchObject({ status: 503 });
  expect(await prisma.file.count()).toBe(0);
});
