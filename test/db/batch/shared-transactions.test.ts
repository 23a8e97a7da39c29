import pg from 'pg';
import { expect, test } from 'vitest';
import { shareTransaction } from '../../../src/db/batch/shared-transactions.js';
import type { Db } from '../../../src/db/database.js';
import { LostConnection } from '../../../src/db/database-failure.js';
import { meterQueries, runRequest } from '../../../src/db/request-scope.js';
import { statement } from '../../../src/db/statement.js';
import { useDatabase } from '../../support/database.js';

const site = useDatabase();
const addZone = statement<[string], { transaction: string }>(
  'test_shared_zone_add',
  'INSERT INTO zones (name) VALUES ($1) RETURNING pg_current_xact_id()::text AS transaction',
);
const pause = statement<[number], never>('test_shared_pause', 'SELECT pg_sleep($1::float8)');
const lockZone = statement<[string], never>('test_shared_lock', 'SELECT FROM zones WHERE name = $1 FOR UPDATE');

/** Adds a zone. @returns the id of the transaction */
const adding = (name: string) => async (tx: Db) => {
  const [row] = await tx.sql(addZone, name);
  return row?.transaction;
};
const add = (key: string, name = key) => shareTransaction(site.database, key, adding(name));
const zones = (prefix: string) => site.database.prisma.zone.count({ where: { name: { startsWith: prefix } } });

test('concurrent works with different keys have one transaction, and each gets its own result', async () => {
  const transactions = await Promise.all(['one-1', 'one-2', 'one-3'].map((name) => add(name)));
  expect(transactions[0]).toMatch(/^\d+$/);
  expect(new Set(transactions).size).toBe(1);
  expect(await zones('one-')).toBe(3);
});

test('works with the same key have transactions of their own', async () => {
  const transactions = await Promise.all([add('same', 'same-1'), add('same', 'same-2'), add('other', 'same-3')]);
  expect(new Set(transactions.slice(0, 2)).size).toBe(2);
  expect(await zones('same-')).toBe(3);
});

test('a work that fails throws its error, and the others are committed', async () => {
  const failing = shareTransaction(site.database, 'fails-1', async (tx) => {
    await adding('fails-1')(tx);
    throw new Error('changed my mind');
  });
  const [failed, ...others] = await Promise.allSettled([failing, add('fails-2'), add('fails-3')]);
  expect(failed).toMatchObject({ reason: new Error('changed my mind') });
  expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect(await zones('fails-')).toBe(2);
});

test('a work that waits for a lock delays no other', async () => {
  await add('locked');
  const holder = new pg.Client({ connectionString: site.url });
  await holder.connect();
  await holder.query("BEGIN; SELECT FROM zones WHERE name = 'locked' FOR UPDATE");
  let isDone = false;
  const waiting = shareTransaction(site.database, 'locked', async (tx) => {
    await tx.sql(lockZone, 'locked');
    isDone = true;
  });
  await Promise.all([add('free-1'), add('free-2')]);
  expect(isDone).toBe(false);
  await holder.query('ROLLBACK');
  await waiting;
  await holder.end();
  expect(isDone).toBe(true);
});

test('the work of a request that has waited too long is not committed, and the others are', async () => {
  const late = runRequest({ queries: 0 }, 100, () =>
    shareTransaction(site.database, 'late-1', async (tx) => {
      await tx.sql(pause, 0.5);
      return adding('late-1')(tx);
    }),
  );
  const [failed] = await Promise.allSettled([late, add('late-2'), add('late-3')]);
  expect(failed).toMatchObject({ reason: expect.any(LostConnection) });
  expect(await zones('late-')).toBe(2);
});

test('a work alone has a transaction of its own, whose statements its request counts', async () => {
  const meter = { queries: 0 };
  await meterQueries(meter, () => add('alone'));
  expect(meter.queries).toBe(3);
});
