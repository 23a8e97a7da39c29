import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { Database } from '../../src/db/database.js';
import { buildApp } from '../../src/server/app.js';
import { readSettings } from '../../src/settings.js';
import { emptyDatabase, freshDatabase } from '../support/database.js';

/** What the application answers on a database, asked at its paths below `/MAAS` and at the root. */
async function ask(database: Database, path: string) {
  const app = await buildApp({ settings: readSettings({}), database, log: pino({ level: 'silent' }) });
  try {
    const [below, atRoot] = await Promise.all([app.inject({ url: `/MAAS/${path}` }), app.inject({ url: `/${path}` })]);
    expect(atRoot.statusCode).toBe(below.statusCode);
    return below;
  } finally {
    await app.close();
  }
}

test('livez and readyz on a migrated database answer 200', async () => {
  await using fresh = await freshDatabase();
  expect(await ask(fresh.database, 'livez')).toMatchObject({ statusCode: 200, body: 'OK' });
  expect(await ask(fresh.database, 'readyz')).toMatchObject({ statusCode: 200, body: 'OK' });
});

describe('a live process answers livez with 200 and readyz with 503', () => {
  async function check(database: Database) {
    expect((await ask(database, 'livez')).statusCode).toBe(200);
    const { statusCode, headers } = await ask(database, 'readyz');
    expect([statusCode, headers['retry-after']]).toEqual([503, '2']);
  }

  test('when PostgreSQL cannot be reached', async () => {
    const database = new Database('postgresql://nobody@127.0.0.1:1/none');
    await check(database);
    await database.close();
  });

  test('when the database has no tables', async () => {
    await using empty = await emptyDatabase();
    const database = new Database(empty.url);
    await check(database);
    await database.close();
  });

  test('when a migration has not finished', async () => {
    await using fresh = await freshDatabase();
    await fresh.database.pool.query('UPDATE _prisma_migrations SET finished_at = NULL');
    await check(fresh.database);
  });
});

test('an API request without a reachable database is 503 with Retry-After', async () => {
  const database = new Database('postgresql://nobody@127.0.0.1:1/none');
  const { statusCode, headers, body } = await ask(database, 'api/1.0/nodegroups/?op=list');
  await database.close();
  expect([statusCode, headers['retry-after']]).toEqual([503, '2']);
  expect(body).not.toMatch(/postgres|127\.0\.0\.1|nobody/i);
});
