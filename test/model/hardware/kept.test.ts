import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { evaluateDefinitions } from '../../../src/model/hardware/evaluate.js';
import { ThreadPool } from '../../../src/model/hardware/thread-pool.js';
import { eventually } from '../../support/eventually.js';
import { definitions, outputs } from './definitions.js';
import { Shelf } from './shelf.js';

const MIB = 1_048_576;
const SEED = 20_261_129;
const machine = (id: string) => `<list><node id="${id}"/></list>`;
const KEYS = ['0', '1', '2'];

test('generated definitions, one after the other, match the same on kept documents as on new ones', async () => {
  const texts = [...new Set(fc.sample(definitions, { seed: SEED, numRuns: 150 }))];
  const generated = fc.sample(outputs, { seed: SEED, numRuns: 30 });
  const damaged = ['', '<a', '<a><b>1', '<!DOCTYPE a><a/>', '<xml:list/>', '<list>\u0001<node/></list>', '<list/>x'];
  const documents = [...generated, ...damaged.map((text) => ({ lshw: text, lldp: text }))].map(({ lshw, lldp }) => ({
    lshw: lshw === null ? null : Buffer.from(lshw),
    lldp: lldp === null ? null : Buffer.from(lldp),
  }));
  const shelf = new Shelf(new ThreadPool(1), new Map(documents.map((one, index) => [`${index}`, one])));
  const fresh = new ThreadPool(1);
  let read = 0;
  for (const text of texts) {
    const { matching, failures } = await shelf.evaluate(text);
    const evaluation = await evaluateDefinitions(documents, [text], fresh);
    const expected = documents.flatMap((_, row) => (evaluation.matches(row, 0) ? [`${row}`] : []));
    expect({ text, matching, failures: sorted(failures) }).toEqual({
      text,
      matching: [expected],
      failures: sorted(evaluation.failures),
    });
    read += shelf.read.length;
  }
  // A document is read once without the copies, and perhaps once more with them.
  expect(read).toBeGreaterThanOrEqual(documents.length);
  expect(read).toBeLessThanOrEqual(2 * documents.length);
});

/** Failures without repetitions, which an evaluation in several tasks has. */
const sorted = (failures: readonly object[]) => [...new Set(failures.map((one) => JSON.stringify(one)))].sort();

test('a document without copies is read again for a definition that needs them, and then kept with them', async () => {
  const shelf = Shelf.of(new ThreadPool(1), ...KEYS.map(machine));
  expect((await shelf.evaluate('//node[@id="1"]')).matching).toEqual([['1']]);
  expect((await shelf.evaluate('//lshw:node[@id="1"]', '//node[@id="2"]')).matching).toEqual([['1'], ['2']]);
  expect(shelf.read).toEqual(KEYS);
  expect((await shelf.evaluate('//node[@id="2"]')).matching).toEqual([['2']]);
  expect((await shelf.evaluate('count(//*) = 4')).matching).toEqual([KEYS]);
  expect(shelf.read).toEqual([]);
});

test('a newer version of a document replaces the kept one', async () => {
  const shelf = Shelf.of(new ThreadPool(1), ...KEYS.map(machine));
  await shelf.evaluate('//node');
  shelf.replace('1', machine('2'));
  expect((await shelf.evaluate('//node[@id="2"]')).matching).toEqual([['1', '2']]);
  expect(shelf.read).toEqual(['1']);
  expect(shelf.pool.keeps({ key: '1', version: '0' })).toBe(false);
  expect((await shelf.evaluate('//node[@id="1"]')).matching).toEqual([[]]);
  expect(shelf.read).toEqual(['1']);
});

test('a thread with full memory keeps the documents that came first, and evaluates the others', async () => {
  const pool = new ThreadPool(1, { keepBytes: 48 * MIB, keepMs: 120_000 });
  const wide = (id: number) => `<list>${`<node id="${id}"/>`.repeat(20_000)}</list>`;
  const shelf = Shelf.of(pool, ...Array.from({ length: 30 }, (_, id) => wide(id)));
  for (const id of ['3', '28']) {
    expect((await shelf.evaluate(`//node[@id="${id}"]`)).matching).toEqual([[id]]);
  }
  expect(shelf.isKept('0')).toBe(true);
  expect(shelf.isKept('29')).toBe(false);
  expect(shelf.read.length).toBeLessThan(30);
  expect(shelf.read.at(-1)).toBe('29');
});

/** A full thread: a document with a long text, and wide documents, of which the thread keeps the first. */
async function fullShelf(): Promise<Shelf> {
  const wide = `<list>${'<node id="x"/>'.repeat(250_000)}</list>`;
  const shelf = Shelf.of(new ThreadPool(1, FULL), LONG, ...Array(7).fill(wide));
  await shelf.evaluate('//node');
  expect([shelf.isKept('0'), shelf.isKept('3'), shelf.isKept('7')]).toEqual([true, true, false]);
  return shelf;
}
const FULL = { keepBytes: 256 * MIB, keepMs: 120_000 };
const LONG = `<list><node/><long>${'x'.repeat(8 * MIB)}</long></list>`;
/** Matches LONG, and needs some 200 MiB for that. */
const GREEDY = `//long and string-length(concat(${Array(11).fill('string(//long)').join(', ')})) = ${88 * MIB}`;

test('a definition that needs the memory of kept documents matches as in a new thread', async () => {
  const shelf = await fullShelf();
  const { matching, failures } = await shelf.evaluate('//node', GREEDY);
  expect(failures).toEqual([]);
  expect(matching).toEqual([[...shelf.outputs.keys()], ['0']]);
  // The thread that lacked memory has ended, with its documents.
  expect(shelf.read).toEqual(expect.arrayContaining(['0', '1', '2', '3']));
});

test('another task that needs the memory of kept documents has the result of a new thread', async () => {
  const { pool } = await fullShelf();
  const task = { name: 'explain', definition: GREEDY, document: { lshw: Buffer.from(LONG), lldp: null } };
  expect(await pool.run(z.unknown(), task, () => false)).toEqual({ matches: true, why: 'The expression is true.' });
  expect(pool.keeps({ key: '0', version: '0' })).toBe(false);
});

test('a thread that is lost among kept documents fails one of them, and the next thread reads the others', async () => {
  const endless = `${'count(//node['.repeat(8)}true()${']) >= 0'.repeat(8)}`;
  const shelf = Shelf.of(new ThreadPool(1), machine('0'), `<list>${'<node/>'.repeat(300)}</list>`, machine('2'));
  await shelf.evaluate('//lshw:node');
  const { matching, failures } = await shelf.evaluate('//lshw:node', endless);
  expect(matching).toEqual([KEYS, ['0', '2']]);
  expect(failures).toEqual([{ row: 1, column: 1, reason: 'it took too long or too much memory' }]);
  expect(shelf.read).toEqual(['2']);
  expect((await shelf.evaluate('//lshw:node')).matching).toEqual([KEYS]);
  expect(shelf.read).toEqual(['0', '1']);
});

test('a thread ends some time after the last use of its documents, also when it has other work', async () => {
  const shelf = Shelf.of(new ThreadPool(1, { keepBytes: 256 * MIB, keepMs: 500 }), ...KEYS.map(machine));
  await shelf.evaluate('//node');
  await eventually(async () => {
    await evaluateDefinitions([{ lshw: Buffer.from(machine('3')), lldp: null }], ['//node'], shelf.pool);
    expect(shelf.isKept('0')).toBe(false);
  });
  expect((await shelf.evaluate('//node')).matching).toEqual([KEYS]);
  expect(shelf.read).toEqual(KEYS);
});
