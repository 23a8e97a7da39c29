import { expect, test } from 'vitest';
import { freshDatabase } from './database.js';

test('freshDatabase is migrated and shares no data with other databases', async () => {
  await using one = await freshDatabase();
  await using other = await freshDatabase();
  await one.database.prisma.zone.create({ data: { name: 'attic' } });
  expect(await one.database.prisma.zone.count()).toBe(2);
  expect(await other.database.prisma.zone.count()).toBe(1);
});

test('freshDatabase has the tables of the job queue', async () => {
  await using fresh = await freshDatabase();
  const { rows } = await fresh.database.pool.query('SELECT * FROM graphile_worker.jobs');
  expect(rows).toEqual([]);
});
