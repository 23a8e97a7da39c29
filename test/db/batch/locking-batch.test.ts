import { expect, test } from 'vitest';
import { forLockings, LockingBatch } from '../../../src/db/batch/locking-batch.js';
import { statement } from '../../../src/db/statement.js';
import { useDatabase } from '../../support/database.js';

const site = useDatabase();
const lock = forLockings((locking) =>
  statement<[readonly string[]], { name: string }>(
    'test_lock_zones',
    `SELECT name FROM zones WHERE name = ANY($1::text[]) ORDER BY id FOR UPDATE ${locking}`,
  ),
);
const names = new LockingBatch<string, string>(async (db, asks, locking) => {
  const rows = await db.sql(lock[locking], asks);
  return asks.map((ask) => rows.find(({ name }) => name === ask)?.name);
}, 10);

test('a batch answers asks for free rows at once, and an ask for a locked row when the lock is released', async () => {
  const { database } = site;
  await database.prisma.zone.createMany({ data: [{ name: 'free' }, { name: 'locked' }] });
  const answers: (string | undefined)[] = [];
  const note = (answer: string | undefined) => void answers.push(answer);
  let late: Promise<void> | undefined;
  await database.transaction(async (tx) => {
    await tx.sql(lock[''], ['locked']);
    late = names.ask(database, 'locked').then(note);
    await names.ask(database, 'free').then(note);
    await names.ask(database, 'unknown').then(note);
    expect(answers).toEqual(['free', undefined]);
  });
  await late;
  expect(answers).toEqual(['free', undefined, 'locked']);
});
