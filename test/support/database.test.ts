import { expect, test } from 'vitest';
import { freshDatabase } from './database.js';

test('a fresh database is migrated, and what is written to it is in no other', async () => {
  await using one = await freshDatabase();
  await using other = await freshDatabase();
  await one.database.prisma.zone.create({ data: { name: 'attic' } });
  expect(await one.database.prisma.zone.count()).toBe(2);
  expect(await other.database.prisma.zone.count()).toBe(1);
});

test('a fresh database has the tables of the job queue', async () => {
  await using fresh = await freshDatabase();
  const { rows } = await fresh.database.pool.query('SELECT * FROM graphile_worker.jobs');
  expect(rows).toEqual([]);
});
