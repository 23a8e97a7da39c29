import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { LostConnection } from '../../../src/db/database-failure.js';
import { useDatabase } from '../../support/database.js';

const DATA = randomBytes(300_000);
/** A bytea in SQL. */
const asSql = (bytes: Buffer) => `'\\x${bytes.toString('hex')}'::bytea`;

const site = useDatabase();

test.each([
  ['of a row', DATA],
  ['that are empty', Buffer.alloc(0)],
])('readBytes of bytes %s returns them', async (_, bytes) => {
  expect(await site.database.readBytes(`SELECT ${asSql(bytes)}`)).toEqual(bytes);
});

test('readBytes without a row returns undefined', async () => {
  expect(await site.database.readBytes("SELECT ''::bytea WHERE false")).toBeUndefined();
});

test('readBytes of a SELECT that fails throws the error', async () => {
  const { database } = site;
  await expect(database.readBytes("SELECT set_byte('', 1 / (random() * 0)::int, 0)")).rejects.toMatchObject({
    code: '22012',
  });
});

test('readBytes in a transaction sees its changes', async () => {
  const read = site.database.transaction(async (tx) => {
    const { id } = await tx.prisma.fileContent.create({ data: {} });
    await tx.prisma.fileChunk.create({ data: { contentId: id, position: 0, data: DATA } });
    return tx.readBytes(`SELECT data FROM file_chunks WHERE content_id = ${id}`);
  });
  expect(await read).toEqual(DATA);
});

test('readBytes after the end of its transaction throws', async () => {
  const tx = await site.database.transaction(async (db) => db);
  await expect(tx.readBytes('SELECT data FROM file_chunks')).rejects.toThrow(LostConnection);
});

test('readBytes on a connection that PostgreSQL ends throws, and the next one gets another connection', async () => {
  const { database } = site;
  const read = database.readBytes('SELECT data FROM file_chunks, pg_terminate_backend(pg_backend_pid())');
  await expect(read).rejects.toThrow();
  expect(await database.readBytes(`SELECT ${asSql(DATA)}`)).toEqual(DATA);
});
