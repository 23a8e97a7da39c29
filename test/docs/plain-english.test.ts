import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './citations.js';
import { countWords, sentencesOf } from './sentences.js';

const MAX_WORDS = 25;
const SHORT_SENTENCES = ['README.md', 'docs/architecture.md'];

/** Rules 3 and 4 of CONTRIBUTING.md, which quotes them. */
const FORBIDDEN =
  /what became of|who asks|\bis none\b|others by now|\bbe it\b|the state of things|\btells of\b|\bcomes? to (?:its|an) end\b|\bwho(?:so)?ever\b|\bwhatever\b|still the same/i;
const CHECKED = [
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs',
  'examples',
  'deploy',
  'prisma/schema.prisma',
  'src',
  'test',
  'bench',
  'scripts',
];
/** Python's test for a missing value */
const QUOTED = /\bis None\b/g;
/** The contract quotes texts of the original. */
const EXEMPT = /^docs\/contract\/|^test\/docs\/|(?:^|\/)(?:generated|node_modules)\//;
const BINARY = /\.(?:gz|gpg|json|png|tar|xz)$/;

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

function filesBelow(entry: string): string[] {
  if (entry.includes('.')) return [entry];
  return readdirSync(path.join(ROOT, entry), { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => path.relative(ROOT, path.join(found.parentPath, found.name)));
}

test.each(SHORT_SENTENCES)('%s has no sentence of more than 25 words', (file) => {
  const sentences = sentencesOf(read(file));

  expect(sentences.length).toBeGreaterThan(50);
  expect(sentences.filter((sentence) => countWords(sentence) > MAX_WORDS)).toEqual([]);
});

test.each(CHECKED)('%s has no phrase that CONTRIBUTING.md forbids', (entry) => {
  const files = filesBelow(entry).filter((file) => !EXEMPT.test(file) && !BINARY.test(file));
  const found = files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        FORBIDDEN.test(line.replace(QUOTED, '')) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      ),
  );

  expect(files).not.toEqual([]);
  expect(found).toEqual([]);
});

describe('the sentence splitter', () => {
  test('ends a sentence at a full stop, at an item, at a heading and at a cell', () => {
    const markdown =
      '# Top\n\nOne two.\nThree `a. b`. four\n\n- five\n  six\n- seven\n\n| a | b |\n| - | - |\n| c. | d |\n';

    expect(sentencesOf(markdown)).toEqual([
      'Top',
      'One two.',
      'Three Code.',
      'four',
      'five six',
      'seven',
      'a',
      'b',
      'c.',
      'd',
    ]);
  });

  test('leaves out code blocks and the targets of links', () => {
    const markdown = 'See [the **guide**](docs/a.md).\n\n   ```sh\n   a b. c\n   ```\n\nMAAS 1.0 ends.\n';

    expect(sentencesOf(markdown)).toEqual(['See the guide.', 'MAAS 1.0 ends.']);
  });

  test('counts no dash as a word', () => {
    expect(countWords('one – two 3 (four)')).toBe(4);
  });
});
