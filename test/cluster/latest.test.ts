import { afterEach, expect, test } from 'vitest';
import { Latest } from '../../src/cluster/latest.js';
import { eventually } from '../support/eventually.js';
import { memoryLog } from '../support/log.js';

let stopping = new AbortController();
afterEach(() => {
  stopping.abort();
  stopping = new AbortController();
});

function begin(use: (value: string) => Promise<void>, repeatMs?: number) {
  const { log, lines } = memoryLog();
  const repeat = repeatMs === undefined ? {} : { repeatMs };
  const latest = new Latest({ use, failure: 'it fails', log, signal: stopping.signal, ...repeat });
  const running = latest.run();
  running.catch(() => {});
  return { latest, running, lines };
}

test('a value that is set is used at once, and again after the interval', async () => {
  const used: string[] = [];
  const { latest } = begin(async (value) => void used.push(value), 100);
  latest.set('a');
  await eventually(() => expect(used.slice(0, 2)).toEqual(['a', 'a']));
  latest.set('b');
  await eventually(() => expect(used).toContain('b'));
});

test('a failure is logged once, and the newest value is used afterwards', async () => {
  const used: string[] = [];
  const { latest, lines } = begin(async (value) => {
    used.push(value);
    if (value === 'a') throw new Error('no');
  });
  latest.set('a');
  await eventually(() => expect(used).toEqual(['a', 'a']));
  latest.set('b');
  await eventually(() => expect(used.at(-1)).toBe('b'));
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['it fails: no']);
});

test('run ends with the reason of its signal', async () => {
  const { latest, running } = begin(async () => {});
  latest.set('a');
  stopping.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
});
