import { expect, test } from 'vitest';
import { checkDefinition } from '../../../src/model/tags/definition.js';

test.each([
  '',
  '//node',
  '//node[@id="x"]/size[. > 100]',
  '//lldp:chassis/lldp:name[text()="invalid::tag"]',
  'ancestor-or-self::node() | descendant::a',
  "count(//node[@class='processor']) > 1 and not(//lshw:node)",
  'true()',
  // Numbers and operators as libxml2 reads them.
  '//size > 5.',
  '//cores = 4.',
  '//size > 1e9',
  '5 mod-2',
  // These compile, and match nothing.
  '//nge:bar',
  'unknown()',
  '$variable',
  'count(1)',
])('%j is a valid definition', async (text) => {
  await expect(checkDefinition(text)).resolves.toEqual({});
});

test.each([
  ' ',
  '\t\n',
  'invalid::tag',
  'a/b[invalid :: c]',
  '//node[',
  '//node[@id="x]',
  'a b',
  '@@',
  'µ!',
  '(1',
  '1) or (1',
  'id(',
  'a/xyz::*',
  'true(), false()',
  'a\u0000b',
])('%j is not a valid definition', async (text) => {
  await expect(checkDefinition(text)).resolves.toEqual({ definition: [expect.stringContaining('Invalid')] });
});

test.each([
  [`contains(., "${'x'.repeat(300_000)}")`, true],
  ['x'.repeat(300_000), false],
  ['('.repeat(300_000), false],
  [`${'x '.repeat(150_000)}::`, false],
  [`${'not('.repeat(3_000)}1${')'.repeat(3_000)}`, false],
  [`//node${'[//node'.repeat(4_000)}${']'.repeat(4_000)}`, false],
] as const)('a long text is judged in good time, while the process goes on', async (text, sound) => {
  const start = performance.now();
  let last = start;
  let stall = 0;
  const ticks = setInterval(() => {
    stall = Math.max(stall, performance.now() - last);
    last = performance.now();
  }, 10);
  const problems = await checkDefinition(text);
  clearInterval(ticks);
  expect(Object.keys(problems)).toEqual(sound ? [] : ['definition']);
  expect(performance.now() - start).toBeLessThan(15_000);
  expect(stall).toBeLessThan(1_000);
});
