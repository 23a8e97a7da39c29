import { expect, test } from 'vitest';
import { retryPause } from '../../../web/src/live/retry.js';

test('a stream that was open is opened again soon, and one that is refused again and again ever later', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 2_000].map(retryPause)).toEqual([
    3_000, 3_000, 6_000, 12_000, 24_000, 48_000, 48_000, 48_000,
  ]);
});
