import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/db/database.js';
import { isDatabaseUnavailable, readDatabaseFailure } from '../../src/db/database-failure.js';
import { statement } from '../../src/db/statement.js';
import { useDatabase } from '../support/database.js';
import { LossyProxy } from '../support/lossy-proxy.js';

const LIMITS = { waitMs: 1_000, connectMs: 1_000, statementMs: 1_500 };
/** Far more than the limits, for a busy machine. A lost statement without a limit never ends. */
const SOON_MS = 10_000;

const fresh = useDatabase();
let proxy: LossyProxy;
let database: Database;

beforeAll(async () => {
  proxy = await LossyProxy.start(fresh.url);
  database = new Database(proxy.url, 4, LIMITS);
});

afterAll(async () => {
  await database.close();
  await proxy[Symbol.asyncDispose]();
});

const one = statement<[], { one: number }>('', 'SELECT 1 AS one');

/** All ways to run a statement, and what each does with this one. */
const run = (text: string) => [
  database.sql(statement<[], never>('', text)),
  database.prisma.$executeRawUnsafe(text),
  database.transaction((tx) => tx.sql(statement<[], never>('', text))),
];

async function errorsOf(work: readonly Promise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined));
}

test('statements while the network swallows bytes fail as unavailable in time, and succeed after its return', async () => {
  await Promise.all(run('SELECT 1'));
  proxy.swallow();
  const began = performance.now();
  const errors = await errorsOf([...run('SELECT 1'), ...run('SELECT 1')]);
  expect(performance.now() - began).toBeLessThan(SOON_MS);
  expect(errors.map(isDatabaseUnavailable)).toEqual(errors.map(() => true));
  proxy.restore();
  expect(await Promise.all(run('SELECT 1'))).toHaveLength(3);
});

test('a transaction whose connection is lost between statements fails as unavailable and leaves the pool usable', async () => {
  const work = database.transaction(async (tx) => {
    await tx.sql(one);
    proxy.swallow();
    await tx.sql(one);
  });
  expect((await errorsOf([work])).map(isDatabaseUnavailable)).toEqual([true]);
  proxy.restore();
  const all = await Promise.all(Array.from({ length: 20 }, () => database.transaction((tx) => tx.sql(one))));
  expect(all).toHaveLength(20);
});

test('a statement that waits for a lock fails as unavailable and keeps its connection', async () => {
  const holder = new pg.Client({ connectionString: fresh.url });
  await holder.connect();
  try {
    await holder.query('BEGIN; LOCK TABLE zones');
    const errors = await errorsOf(run('SELECT count(*)::int FROM zones'));
    expect(errors.map(isDatabaseUnavailable)).toEqual([true, true, true]);
    expect(errors.map((error) => readDatabaseFailure(error)?.code)).toEqual(
      errors.map(() => expect.stringMatching(/^5/)),
    );
  } finally {
    await holder.end();
  }
});

test('a write on a server that became read-only fails as unavailable and gives up the connection', async () => {
  const { name } = (await database.pool.query('SELECT current_database() AS name')).rows[0];
  const backend = statement<[], { pid: number }>('', 'SELECT pg_backend_pid() AS pid');
  const single = new Database(fresh.url, 1, LIMITS);
  try {
    await fresh.database.pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const [before] = await single.transaction((tx) => tx.sql(backend));
    await fresh.database.pool.query(
      `BEGIN READ WRITE; ALTER DATABASE ${name} RESET default_transaction_read_only; COMMIT`,
    );
    const write = single.transaction((tx) => tx.sql(statement<[], never>('', "INSERT INTO tags (name) VALUES ('t')")));
    expect((await errorsOf([write])).map(isDatabaseUnavailable)).toEqual([true]);
    const [after] = await single.transaction((tx) => tx.sql(backend));
    expect(after?.pid).not.toBe(before?.pid);
    await single.prisma.tag.create({ data: { name: 'written' } });
  } finally {
    await single.close();
  }
});

test.each(['53100', '53200', '57P01', '57P03', '25006', '55P03', '08006'])(
  'a statement that fails by %s is unavailable for every way to run it',
  async (code) => {
    const errors = await errorsOf(run(`DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${code}'; END $$`));
    expect(errors.map(isDatabaseUnavailable)).toEqual([true, true, true]);
  },
);

test('statements whose backends are terminated fail as unavailable', async () => {
  const errors: unknown[] = [];
  for (let round = 0; round < 5; round += 1) {
    const sleeping = errorsOf([...run('SELECT pg_sleep(1)')]);
    await expect
      .poll(async () => {
        const { rowCount } = await fresh.database.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE query = 'SELECT pg_sleep(1)' AND datname = current_database() AND pid <> pg_backend_pid()`,
        );
        return rowCount;
      })
      .toBeGreaterThan(0);
    errors.push(...(await sleeping));
  }
  const failed = errors.filter((error) => error !== undefined);
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.filter((error) => !isDatabaseUnavailable(error))).toEqual([]);
});
