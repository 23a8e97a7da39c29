import { expect, inject, test } from 'vitest';
import { lookUp } from '../../../src/db/batch/look-up.js';
import { Database } from '../../../src/db/database.js';
import { meterQueries } from '../../../src/db/request-scope.js';
import { statement } from '../../../src/db/statement.js';

const evens = lookUp(
  statement<[readonly number[]], { key: number; half: number }>(
    'look_up_evens',
    'SELECT key, key / 2 AS half FROM unnest($1::int[]) given (key) WHERE key % 2 = 0',
  ),
);

test('concurrent look-ups are one statement, and each gets the row of its key, or none', async () => {
  const database = new Database(inject('postgresUrl'), 2);
  const meter = { queries: 0 };
  try {
    const found = await meterQueries(meter, () => Promise.all([4, 3, 4, 6].map((key) => evens.ask(database, key))));
    expect(found).toEqual([{ key: 4, half: 2 }, undefined, { key: 4, half: 2 }, { key: 6, half: 3 }]);
    expect(meter.queries).toBe(1);
  } finally {
    await database.close();
  }
});

test('a look-up within a transaction sees its changes', async () => {
  const database = new Database(inject('postgresUrl'), 2);
  const settings = lookUp(
    statement<[readonly string[]], { key: string; value: string }>(
      'look_up_settings',
      'SELECT key, current_setting(key, true) AS value FROM unnest($1::text[]) given (key)',
    ),
  );
  try {
    const found = await database.transaction(async (tx) => {
      await tx.prisma.$queryRaw`SELECT set_config('look_up.test', 'changed', true)`;
      return settings.ask(tx, 'look_up.test');
    });
    expect(found?.value).toBe('changed');
  } finally {
    await database.close();
  }
});
