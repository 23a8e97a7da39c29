import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { ADVISORY_LOCKS, lockUntilCommit } from '../../src/db/advisory-locks.js';
import { Database } from '../../src/db/database.js';

const SRC = path.resolve(import.meta.dirname, '../../src');
const TABLE = 'db/advisory-locks.ts';
const numbers: readonly number[] = Object.values(ADVISORY_LOCKS);

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|mjs)$/.test(file) && file !== TABLE)
  .map((file) => ({ file, text: readFileSync(path.join(SRC, file), 'utf8') }));

test('the numbers of advisory locks are unique', () => {
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('the numbers of advisory locks are written in one file only', () => {
  const locking = sources.filter(({ text }) => text.includes('advisory_'));
  expect(locking.map(({ file }) => file)).toContain('images/locks.ts');
  expect(locking.filter(({ text }) => !text.includes('ADVISORY_LOCKS.'))).toEqual([]);
  expect(sources.filter(({ text }) => /advisory_\w*(lock|shared)\(\s*\d/.test(text))).toEqual([]);
  const writesOne = (text: string) =>
    [...text.matchAll(/\b\d[\d_]{5,}\b/g)].some(([digits]) => numbers.includes(Number(digits.replaceAll('_', ''))));
  expect(sources.filter(({ text }) => writesOne(text)).map(({ file }) => file)).toEqual([]);
});

test('lockUntilCommit excludes another transaction until the first one has ended', async () => {
  const database = new Database(inject('postgresUrl'), 2);
  const tryLock = async () => {
    const { rows } = await database.pool.query('SELECT pg_try_advisory_xact_lock($1) AS locked', [
      ADVISORY_LOCKS.FIRST_ADMIN,
    ]);
    return rows[0].locked;
  };
  try {
    await database.transaction(async (tx) => {
      await lockUntilCommit(tx, 'FIRST_ADMIN');
      expect(await tryLock()).toBe(false);
    });
    expect(await tryLock()).toBe(true);
  } finally {
    await database.close();
  }
});
