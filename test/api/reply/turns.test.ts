import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CallerTurns, inTurns } from '../../../src/api/reply/turns.js';

test('take by several callers gives turns to the callers by turns, one in an iteration of the event loop', async () => {
  const turns = new CallerTurns();
  let iteration = 0;
  let isDone = false;
  const counting = (async () => {
    while (!isDone) {
      await setImmediate();
      iteration += 1;
    }
  })();
  const given: [string, number][] = [];
  const take = async (caller: string) => {
    await turns.take(caller);
    given.push([caller, iteration]);
  };
  await Promise.all(['a', 'a', 'a', 'b', 'c', 'b'].map(take));
  isDone = true;
  await counting;
  expect(given.map(([caller]) => caller).join('')).toBe('abcaba');
  expect(new Set(given.map(([, at]) => at)).size).toBe(given.length);
});

test('inTurns has the bytes of the stream, and its error', async () => {
  const chunks = ['one', 'two', 'three'].map((text) => Buffer.from(text));
  expect((await buffer(inTurns(Readable.from(chunks), 'ada'))).toString()).toBe('onetwothree');
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('one');
      throw new Error('the disk is gone');
    })(),
  );
  await expect(buffer(inTurns(broken, 'ada'))).rejects.toThrow('the disk is gone');
});

test('inTurns that is destroyed destroys the stream', async () => {
  const body = new Readable({ read() {} });
  body.push('begin');
  const closed = new Promise((resolve) => body.once('close', resolve));
  const paced = inTurns(body, 'ada');
  paced.once('data', () => paced.destroy());
  body.push('more');
  await closed;
  expect(body.destroyed).toBe(true);
});
