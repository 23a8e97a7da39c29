import { expect, test } from 'vitest';
import { parseIdempotencyKey } from '../../../src/api/idempotency/header.js';
import { BadRequest } from '../../../src/errors.js';

test.each([
  ['8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
  ['"8e03978e"', '8e03978e'],
  ['"two words"', 'two words'],
  ['"a \\"quoted\\" \\\\ one"', 'a "quoted" \\ one'],
  ['x'.repeat(255), 'x'.repeat(255)],
])('the header %s is the key %s', (header, key) => {
  expect(parseIdempotencyKey(header)).toBe(key);
});

test.each(['', ' ', '""', '"open', 'two words', '"a"; b=c', 'first, second', 'käse', `"${'x'.repeat(256)}"`, 'a\tb'])(
  'the header %j is refused',
  (header) => {
    expect(() => parseIdempotencyKey(header)).toThrow(BadRequest);
  },
);
