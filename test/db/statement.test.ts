import { expect, inject, test } from 'vitest';
import { Database } from '../../src/db/database.js';
import { Query } from '../../src/db/query.js';
import { statement, statementName } from '../../src/db/statement.js';

const NAME_BYTES = 63;

test('statements with one label and different texts have different names', () => {
  const label = 'a_label_that_is_so_long_that_postgresql_would_cut_it_before_the_part_that_differs';
  const names = ['SELECT 1', 'SELECT 2'].map((text) => statement(label, text).name);
  expect(new Set(names).size).toBe(2);
  expect(names.map((name) => Buffer.byteLength(name) <= NAME_BYTES)).toEqual([true, true]);
  expect(names[0]).toMatch(/^a_label_/);
});

test('a statement has the same name in every process and query', () => {
  const { name } = statement('first', 'SELECT 3');
  expect(statement('second', 'SELECT 3').name).toBe(name);
  expect(new Query().statement('third', 'SELECT 3').name).toBe(name);
  expect(statementName('fourth', 'SELECT 3')).toBe(name);
});

test('a statement is prepared once per connection, inside and outside of transactions', async () => {
  const database = new Database(inject('postgresUrl'), 1);
  const three = statement<[number], { three: number }>('three', 'SELECT $1::int + 1 AS three');
  try {
    expect(await database.sql(three, 2)).toEqual([{ three: 3 }]);
    expect(await database.transaction((tx) => tx.sql(three, 2))).toEqual([{ three: 3 }]);
    const { rows } = await database.pool.query('SELECT name FROM pg_prepared_statements WHERE statement = $1', [
      three.text,
    ]);
    expect(rows).toEqual([{ name: three.name }]);
  } finally {
    await database.close();
  }
});

test('texts that are built per request are prepared up to a limit', () => {
  const nameOf = (number: number) => new Query().statement('many', `SELECT ${number} AS many`).name;
  const names = Array.from({ length: 2_000 }, (_, number) => nameOf(number));
  expect(names[0]).not.toBe('');
  expect(names.at(-1)).toBe('');
  expect(nameOf(0)).toBe(names[0]);
  expect(statement('late', 'SELECT 4').name).not.toBe('');
});
