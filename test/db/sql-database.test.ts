import { expect, test } from 'vitest';
import type { SqlDatabase } from '../../src/db/sql-database.js';
import { type Sql, statement } from '../../src/db/statement.js';
import { useDatabase } from '../support/database.js';

const fresh = useDatabase(3);

const insert = statement<[string], never>('test_zone_insert', `INSERT INTO zones (name, description) VALUES ($1, '')`);
const find = statement<[string], { name: string }>('test_zone_find', 'SELECT name FROM zones WHERE name = $1');
const lockAndFind = statement<[string], { name: string }>(
  'test_zone_lock',
  'SELECT name FROM zones WHERE name = $1 FOR UPDATE',
);

const database = (): SqlDatabase => fresh.database;

test('sqlTransaction commits the statements of its work together, and returns the result', async () => {
  const result = await database().sqlTransaction(async (tx) => {
    await tx.sql(insert, 'together');
    expect(await database().sql(find, 'together')).toEqual([]);
    return tx.sql(find, 'together');
  });
  expect(result).toEqual([{ name: 'together' }]);
  expect(await database().sql(find, 'together')).toEqual(result);
});

test('sqlTransaction whose work fails rolls back, and keeps its connection', async () => {
  const { pool } = fresh.database;
  const total = pool.totalCount;
  const failing = database().sqlTransaction(async (tx) => {
    await tx.sql(insert, 'undone');
    throw new Error('refused');
  });
  await expect(failing).rejects.toThrow('refused');
  expect(await database().sql(find, 'undone')).toEqual([]);
  expect([pool.idleCount, pool.totalCount]).toEqual([Math.max(total, 1), Math.max(total, 1)]);
});

test('sqlTransaction retries its work after a deadlock', async () => {
  await database().sqlTransaction(async (tx) => {
    await tx.sql(insert, 'a');
    await tx.sql(insert, 'b');
  });
  let attempts = 0;
  let proceed = () => {};
  const bothLocked = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  const lockBoth = (first: string, second: string) => async (tx: Sql) => {
    await tx.sql(lockAndFind, first);
    attempts += 1;
    if (attempts === 2) proceed();
    await bothLocked;
    await tx.sql(lockAndFind, second);
  };
  await Promise.all([database().sqlTransaction(lockBoth('a', 'b')), database().sqlTransaction(lockBoth('b', 'a'))]);
  expect(attempts).toBe(3);
});
