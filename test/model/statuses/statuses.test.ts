import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../../../src');
/** In the other folders a status is that of a BMC. Statuses of HTTP have three digits. */
const FOLDERS = ['events', 'images', 'jobs', 'metadata', 'model', 'resources'];
const LITERAL = /\b(status|management)\b["'`]?\s*(=|<>|!=|===|!==|<|>|<=|>=|:|IN \()\s*\d\b(?!\d)/i;

test('the sources use names for statuses and managements, not numbers', () => {
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(SRC, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(folder, file)),
  );
  expect(sources.length).toBeGreaterThan(0);
  const lines = sources.flatMap((file) =>
    readFileSync(path.join(SRC, file), 'utf8')
      .split('\n')
      .filter((line) => LITERAL.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(lines).toEqual([]);
});
