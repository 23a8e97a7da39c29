import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ParserWatch } from '../../../src/api/body/parser-watch.js';

/** Long enough for several looks at the parser. */
const LONG = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Gives one item, and then neither another one nor an end. */
async function* stopsAfterOne(): AsyncGenerator<string> {
  yield 'first';
  await new Promise(() => {});
}

function watchParser(source: { complete: boolean }) {
  const watch = new ParserWatch();
  const items = watch.relay(stopsAfterOne(), () => new Error('refused'));
  const fail = vi.fn();
  return { items, fail, endWatch: watch.onStall(source, fail) };
}

test('a parser that stalls is reported once the body is complete', async () => {
  const source = { complete: false };
  const { items, fail, endWatch } = watchParser(source);
  expect(await items.next()).toEqual({ done: false, value: 'first' });
  void items.next();
  await vi.advanceTimersByTimeAsync(LONG);
  expect(fail).not.toHaveBeenCalled();
  source.complete = true;
  await vi.advanceTimersByTimeAsync(LONG);
  expect(fail).toHaveBeenCalled();
  endWatch();
});

test('a parser without a pending read is not reported', async () => {
  const { items, fail, endWatch } = watchParser({ complete: true });
  await vi.advanceTimersByTimeAsync(LONG);
  await items.next();
  await vi.advanceTimersByTimeAsync(LONG);
  expect(fail).not.toHaveBeenCalled();
  endWatch();
});

test('a parser that ends is not reported', async () => {
  const watch = new ParserWatch();
  const fail = vi.fn();
  const endWatch = watch.onStall({ complete: true }, fail);
  const ends = (async function* () {
    yield 'only';
  })();
  const items = watch.relay(ends, () => new Error('refused'));
  expect([await items.next(), await items.next()]).toMatchObject([{ value: 'only' }, { done: true }]);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(fail).not.toHaveBeenCalled();
  endWatch();
});

test('a parser that stalls after the watch has ended is not reported', async () => {
  const { items, fail, endWatch } = watchParser({ complete: true });
  await items.next();
  void items.next();
  endWatch();
  await vi.advanceTimersByTimeAsync(LONG);
  expect(fail).not.toHaveBeenCalled();
});

test('an error of the parser is converted into a refusal', async () => {
  const fails = (async function* () {
    yield 'first';
    throw new TypeError('of the parser');
  })();
  const items = new ParserWatch().relay(fails, (error) => new Error(`refused: ${String(error)}`));
  await items.next();
  await expect(items.next()).rejects.toThrow('refused: TypeError: of the parser');
});
