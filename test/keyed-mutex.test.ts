import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { KeyedMutex } from '../src/keyed-mutex.js';

/** Runs work under each key, which takes some turns of the event loop. @returns when each began and ended, in order */
async function run(mutex: KeyedMutex<string>, works: readonly (readonly [key: string, name: string])[]) {
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    log.push(`${name} ends`);
    return name;
  };
  const results = await Promise.all(works.map(([key, name]) => mutex.runExclusive(key, work(name))));
  return { log, results };
}

test('runExclusive with one key runs the work in order, one at a time', async () => {
  const { log, results } = await run(new KeyedMutex(), [
    ['key', 'first'],
    ['key', 'second'],
  ]);
  expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  expect(results).toEqual(['first', 'second']);
});

test('runExclusive with different keys runs the work concurrently', async () => {
  const { log } = await run(new KeyedMutex(), [
    ['one key', 'first'],
    ['other key', 'second'],
  ]);
  expect(log.slice(0, 2)).toEqual(['first begins', 'second begins']);
});

test.each([
  { isShared: false, second: 'fulfilled' },
  { isShared: true, second: 'rejected' },
])('runExclusive after failed work with shared failures $isShared is $second', async ({ isShared, second }) => {
  const mutex = new KeyedMutex<string>(() => isShared);
  const results = await Promise.allSettled([
    mutex.runExclusive('key', () => Promise.reject(new Error('the chassis is silent'))),
    mutex.runExclusive('key', () => Promise.resolve()),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', second]);
  await expect(mutex.runExclusive('key', () => Promise.resolve('later'))).resolves.toBe('later');
});
