import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Batch } from '../../src/db/batch/batch.js';
import { Database } from '../../src/db/database.js';
import { isDatabaseUnavailable } from '../../src/db/database-failure.js';
import { runRequest } from '../../src/db/request-scope.js';
import { statement } from '../../src/db/statement.js';
import { useDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { LossyProxy } from '../support/lossy-proxy.js';

/** Each statement is within its own limit, and several together are beyond that of the request. */
const LIMITS = { waitMs: 20_000, connectMs: 20_000, statementMs: 20_000 };
const DELAY_MS = 400;
const REQUEST_MS = 1_000;

const fresh = useDatabase();
let proxy: LossyProxy;
let database: Database;

beforeAll(async () => {
  proxy = await LossyProxy.start(fresh.url);
  database = new Database(proxy.url, 4, LIMITS);
  await Promise.all(Array.from({ length: 4 }, () => database.pool.query('SELECT 1')));
});

afterAll(async () => {
  await database.close();
  await proxy[Symbol.asyncDispose]();
});

const one = statement<[], { one: number }>('', 'SELECT 1 AS one');
const writeTag = statement<[string], never>('', "INSERT INTO tags (name, definition, comment) VALUES ($1, '', '')");
const request = <T>(work: () => Promise<T>) => runRequest({ queries: 0 }, REQUEST_MS, work);
const tags = async (name: string) => fresh.database.prisma.tag.count({ where: { name } });

async function slowly<T>(work: () => Promise<T>): Promise<T> {
  proxy.delay(DELAY_MS);
  try {
    return await work();
  } finally {
    proxy.restore();
  }
}

describe('a request whose statements are slow', () => {
  test('fails as unavailable when they take longer than its limit together', async () => {
    const work = request(async () => {
      for (let count = 0; count < 10; count += 1) await database.sql(one);
    });
    const error = await slowly(() => work.catch((reason: unknown) => reason));
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  test('counts parallel statements once', async () => {
    const work = () => request(() => Promise.all([1, 2, 3, 4].map(() => database.sql(one))));
    expect(await slowly(work)).toHaveLength(4);
  });

  test('has its transaction rolled back, and the pool stays usable', async () => {
    const transaction = () =>
      request(() =>
        database.transaction(async (tx) => {
          await tx.sql(writeTag, 'slow');
          for (let count = 0; count < 3; count += 1) await tx.sql(one);
        }),
      );
    const error = await slowly(() => transaction().catch((reason: unknown) => reason));
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(await Promise.all(Array.from({ length: 8 }, () => database.sql(one)))).toHaveLength(8);
    expect(await tags('slow')).toBe(0);
  });

  test('does not count the time without a statement', async () => {
    const begun = performance.now();
    const work = async () => {
      await database.sql(one);
      await eventually(() => expect(performance.now() - begun).toBeGreaterThan(REQUEST_MS + DELAY_MS));
      return database.sql(one);
    };
    expect(await request(work)).toEqual([{ one: 1 }]);
  });

  test('has no limit for the statements after its answer', async () => {
    let later: Promise<void> = Promise.resolve();
    await request(async () => {
      later = (async () => {
        for (let count = 0; count < 4; count += 1) await database.sql(one);
      })();
    });
    await slowly(() => later);
    await expect(later).resolves.toBeUndefined();
  });
});

describe('a batch', () => {
  test('is not limited by the request that began it', async () => {
    const batch = new Batch<string, number>(async (asks) => {
      for (let count = 0; count < 4; count += 1) await database.sql(one);
      return asks.map(({ length }) => length);
    }, 10);
    const impatient = request(() => batch.ask('impatient')).catch((reason: unknown) => reason);
    const patient = batch.ask('patient');
    expect(await slowly(() => patient)).toBe('patient'.length);
    expect(isDatabaseUnavailable(await impatient)).toBe(true);
  });

  test('does not perform the asks of requests that have failed already', async () => {
    const performed: string[] = [];
    let finish = () => {};
    const batch = new Batch<string, string>(async (asks) => {
      performed.push(...asks);
      if (asks.includes('first')) await new Promise<void>((resolve) => (finish = resolve));
      return asks;
    }, 10);
    const first = batch.ask('first');
    await eventually(() => expect(performed).toEqual(['first']));
    const error = await request(() => batch.ask('waited too long')).catch((reason: unknown) => reason);
    expect(isDatabaseUnavailable(error)).toBe(true);
    const last = batch.ask('last');
    finish();
    expect(await Promise.all([first, last])).toEqual(['first', 'last']);
    expect(performed).toEqual(['first', 'last']);
  });
});
