import { expect, test } from 'vitest';
import type { Db } from '../../src/db/database.js';
import { Database } from '../../src/db/database.js';
import { LostConnection } from '../../src/db/database-failure.js';
import { statement } from '../../src/db/statement.js';
import { useDatabase } from '../support/database.js';

const site = useDatabase();
const addZone = statement<[string], never>('test_zone_add', 'INSERT INTO zones (name) VALUES ($1)');
const zones = () => site.database.prisma.zone.count({ where: { name: { startsWith: 'late-' } } });

test('sql after the end of its transaction throws, and writes nothing', async () => {
  const kept: Db[] = [];
  await site.database.transaction(async (tx) => {
    kept.push(tx);
  });
  await expect(kept[0]?.sql(addZone, 'late-1')).rejects.toThrow(LostConnection);
  expect(await zones()).toBe(0);
});

test('close of the database during a transaction commits no part of it', async () => {
  const database = new Database(site.url);
  const work = database.transaction(async (tx) => {
    await tx.sql(addZone, 'late-2');
    await database.close();
    await tx.sql(addZone, 'late-3');
  });
  await expect(work).rejects.toThrow();
  expect(await zones()).toBe(0);
});
