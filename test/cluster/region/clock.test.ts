import { expect, test } from 'vitest';
import { Clock } from '../../../src/cluster/region/clock.js';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString();

test('a clock that is minutes behind is corrected, and reported once', () => {
  const messages: string[] = [];
  const clock = new Clock((message) => messages.push(message));
  for (const seconds of [600, 600, 599]) clock.see(inSeconds(seconds));
  expect(clock.now() - Date.now() / 1_000).toBeGreaterThan(590);
  expect(messages).toEqual([expect.stringMatching(/^the clock of this host is (599|600) seconds behind the region's/)]);
  clock.see(inSeconds(0));
  clock.see(inSeconds(-600));
  expect(messages[1]).toMatch(/ahead of the region's/);
});

test('a difference of seconds and a broken date change nothing', () => {
  const clock = new Clock(() => expect.unreachable());
  for (const date of [inSeconds(20), 'yesterday', undefined]) clock.see(date);
  expect(clock.offsetSeconds).toBe(0);
});
