import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateDefinitions } from '../../../src/model/hardware/evaluate.js';
import { findDefinitionFlaw } from '../../../src/model/hardware/read-outputs.js';
import { lshwOfThisMachine } from '../../support/lshw.js';
import { needsTools } from '../../support/tools.js';
import { definitions, outputs } from './definitions.js';
import { isExpressionToo, secondOpinion } from './second-opinion.js';

const SEED = 20_261_125;

interface Text {
  readonly lshw: string | null;
  readonly lldp: string | null;
}
const bytes = ({ lshw, lldp }: Text) => ({
  lshw: lshw === null ? null : Buffer.from(lshw),
  lldp: lldp === null ? null : Buffer.from(lldp),
});

/** Where ours and the second opinion differ. */
async function differences(documents: readonly Text[], texts: readonly string[]) {
  const evaluation = await evaluateDefinitions(documents.map(bytes), texts);
  expect(evaluation.failures).toEqual([]);
  return documents.flatMap((document, row) =>
    secondOpinion(document.lshw, document.lldp, texts).flatMap((other, column) =>
      evaluation.matches(row, column) === other ? [] : [`${texts[column]} on document ${row}: ${other}`],
    ),
  );
}

test('300 generated definitions on 50 generated documents match the same as with two other libraries', async () => {
  const texts = [...new Set(fc.sample(definitions, { seed: SEED, numRuns: 400 }))].slice(0, 300);
  const documents = fc.sample(outputs, { seed: SEED, numRuns: 50 });
  expect(texts).toHaveLength(300);
  expect(await differences(documents, texts)).toEqual([]);
  const evaluation = await evaluateDefinitions(documents.map(bytes), texts);
  const shares = texts.filter((_, column) => {
    const hits = documents.filter((_, row) => evaluation.matches(row, column)).length;
    return hits > 0 && hits < documents.length;
  });
  // Otherwise they would agree on little.
  expect(shares.length).toBeGreaterThan(50);
});

test('a generated definition matches the same alone and beside one that reads every part of the document', async () => {
  const texts = [...new Set(fc.sample(definitions, { seed: SEED + 1, numRuns: 150 }))];
  const documents = fc.sample(outputs, { seed: SEED + 1, numRuns: 20 }).map(bytes);
  const together = await evaluateDefinitions(documents, ['//*', ...texts]);
  for (const [index, text] of texts.entries()) {
    const alone = await evaluateDefinitions(documents, [text]);
    const seen = (evaluation: typeof alone, column: number) =>
      documents.map((_, row) => evaluation.matches(row, column));
    expect({ text, seen: seen(alone, 0) }).toEqual({ text, seen: seen(together, index + 1) });
  }
});

const REAL = [
  '//node[@id="core"]',
  '//node[@class="processor"]',
  '//node[@id="memory"]/size[@units="bytes"] > 1073741824',
  'count(//node[@class="processor" and not(@disabled)]) >= 1',
  '//node[@class="network"]/capabilities/capability[@id="ethernet"]',
  '//lshw:node[@class="network"]//lshw:capability',
  '/lshw:list',
  '/list',
  '/node',
  'sum(//size[@units="bytes"]) > 0',
  '//setting[@id="driver"][@value="virtio_net"]',
  'contains(//description, "Computer")',
  'string-length(normalize-space(/*)) > 5000',
  'count(//*) = 2 * count(//lshw:*)',
  '//node[not(.//node)]/vendor',
  '//comment()',
  '//lldp:*',
  'name(/*/*[last()]) = "lshw:node" or name(/*/*[last()]) = "lshw:list"',
];

needsTools('lshw')('what this machine’s lshw prints is seen alike by two other libraries', async () => {
  const stdout = await lshwOfThisMachine();
  expect(stdout).toContain('<node ');
  expect(await differences([{ lshw: stdout, lldp: null }], REAL)).toEqual([]);
  const evaluation = await evaluateDefinitions([bytes({ lshw: stdout, lldp: null })], REAL);
  expect(evaluation.matches(0, 0)).toBe(true);
});

/** Texts on which libxml2 and npm's xpath differ. libxml2 is the engine of the original, so that it decides. */
const DIFFERENT = [
  // Valid XPath 1.0. The other library knows no number that ends with a dot.
  ['//size > 5.', true],
  ['//cores = 4.', true],
  ['5 mod-2', true],
  ['5 div-2', true],
  // An extension of libxml2.
  ['//size > 1e9', true],
  // The other library takes any word as an axis, and skips null characters.
  ['invalid::tag', false],
  ['xyz::*', false],
  ['a\u0000b', false],
] as const;

test.each(DIFFERENT)('%j is valid by libxml2: %j, not by the other library', async (text, valid) => {
  expect([(await findDefinitionFlaw(text)) === null, isExpressionToo(text)]).toEqual([valid, !valid]);
});

test.each([
  ...['//node', '$x', '(a)[1]', 'a/..', '* * *', '5 mod 2', 'count(1)', 'nge:*', '-- 5', '.5', 'node()=1'],
  ...['', ' ', '1 2', 'a,b', 'f(,)', 'id(', '"a', 'a[', '1.2.3', '.5.', 'a==b', 'a<>b', 'a@b', '**', '//', '()', '@'],
])('%j is valid by both libraries or by none', async (text) => {
  expect((await findDefinitionFlaw(text)) === null).toBe(isExpressionToo(text));
});
