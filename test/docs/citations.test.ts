import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  citedFiles,
  citedOutside,
  citedSections,
  flatten,
  linkedFiles,
  ROOT,
  readTexts,
  sectionsOf,
} from './citations.js';

const OWN = 'test/docs/';
const texts = readTexts().filter(({ file }) => !file.startsWith(OWN));
const exists = (file: string): boolean => existsSync(path.join(ROOT, file));

describe('the repository', () => {
  test('cites only files that exist', () => {
    const missing = texts.flatMap(({ file, text }) =>
      citedFiles(text)
        .filter((cited) => !exists(cited))
        .map((cited) => `${file}: ${cited}`),
    );

    expect(missing).toEqual([]);
  });

  test('links only to files that exist', () => {
    const missing = texts
      .filter(({ file }) => file.endsWith('.md'))
      .flatMap(({ file, text }) =>
        linkedFiles(text)
          .filter((to) => !exists(path.join(path.dirname(file), to)))
          .map((to) => `${file}: ${to}`),
      );

    expect(missing).toEqual([]);
  });

  test('cites the contract as docs/contract/, and no documents outside of the repository', () => {
    expect(texts.flatMap(({ file, text }) => citedOutside(text).map((cited) => `${file}: ${cited}`))).toEqual([]);
  });

  test('cites only sections of the contract that exist', () => {
    const cited = texts.flatMap((text) => citedSections(text).map((section) => ({ file: text.file, ...section })));
    const missing = cited.filter(({ document, section }) => !exists(document) || !sectionsOf(document).has(section));

    expect(cited.length).toBeGreaterThan(40);
    expect(missing).toEqual([]);
  });
});

describe('the citation reader', () => {
  const comment =
    ' * The order matters (see docs/contract/power.md 2.3,\n * 2.5 and docs/contract/nodes.md\n * B7), src/api/x.ts.';

  test('finds file names across line breaks', () => {
    expect(citedFiles(flatten(comment))).toEqual(['docs/contract/power.md', 'docs/contract/nodes.md', 'src/api/x.ts']);
  });

  test('finds several sections of a document across line breaks', () => {
    expect(citedSections({ file: 'src/x.ts', text: flatten(comment) })).toEqual([
      { document: 'docs/contract/power.md', section: '2.3' },
      { document: 'docs/contract/power.md', section: '2.5' },
      { document: 'docs/contract/nodes.md', section: 'B7' },
    ]);
  });

  test('ignores a number with a unit', () => {
    expect(citedSections({ file: 'src/x.ts', text: 'docs/contract/rest.md 10ms' })).toEqual([]);
  });

  test('finds a citation of the contract without docs/', () => {
    expect(citedOutside('see contract/rest.md 6.6, docs/contract/rest.md 6.7')).toEqual(['contract/rest.md']);
  });

  test('finds a citation of a document outside of the repository', () => {
    expect(citedOutside('see shared/design.md 4')).toEqual(['shared/design.md']);
  });
});
