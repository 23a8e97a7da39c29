import { expect, test } from 'vitest';
import { definition } from '../../../src/model/tags/definition.js';

test.each([
  '',
  '//node',
  '//node[@id="x"]/size[. > 100]',
  '//lldp:chassis/lldp:name[text()="invalid::tag"]',
  'ancestor-or-self::node() | descendant::a',
  "count(//node[@class='processor']) > 1 and not(//lshw:node)",
  'true()',
  // These compile, and match nothing.
  '//nge:bar',
  'unknown()',
  '$variable',
])('%j is a definition', (text) => {
  expect(definition.parse(text)).toBe(text);
});

test.each([' ', '\t\n', 'invalid::tag', 'a/b[invalid :: c]', '//node[', '//node[@id="x]', 'a b', '@@', 'µ', '(1'])(
  '%j is none',
  (text) => {
    expect(definition.safeParse(text).success).toBe(false);
  },
);

test.each([
  ['x'.repeat(300_000), true],
  ['('.repeat(300_000), false],
  [`${'x '.repeat(150_000)}::`, false],
] as const)('a long text is judged in good time', (text, expected) => {
  const start = performance.now();
  expect(definition.safeParse(text).success).toBe(expected);
  expect(performance.now() - start).toBeLessThan(5_000);
});
