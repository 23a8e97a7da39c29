import { expect, test } from 'vitest';
import { readBytea, readTextArray } from '../../../src/db/pg-dump/escapes.js';

test.each([
  ['\\x', ''],
  ['\\x00FF5c', '00ff5c'],
  ['', ''],
  ['a\\\\b\\000\\377', '615c6200ff'],
  ['ü', 'c3bc'],
])('readBytea of %j reads its bytes', (text, hex) => {
  expect(readBytea(text)?.toString('hex')).toBe(hex);
});

test.each(['\\x0', '\\xzz', 'a\\b', '\\400', 'a\\'])('readBytea of %j is undefined', (text) => {
  expect(readBytea(text)).toBeUndefined();
});

test.each([
  ['{}', []],
  ['{a,b c, d }', ['a', 'b c', 'd']],
  ['{"a, b","c\\"d","e\\\\f",""}', ['a, b', 'c"d', 'e\\f', '']],
  ['{NULL,"NULL",null}', [null, 'NULL', null]],
])('readTextArray of %j reads its items', (text, items) => {
  expect(readTextArray(text)).toEqual(items);
});

test.each(['', 'a', '{a', '{a,}', '{{a},{b}}', '{"a}', '{"a"b}'])('readTextArray of %j is undefined', (text) => {
  expect(readTextArray(text)).toBeUndefined();
});
