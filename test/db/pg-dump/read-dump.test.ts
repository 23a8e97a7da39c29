import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type BadRow, type DumpRow, readDump } from '../../../src/db/pg-dump/read-dump.js';
import { COPY_FORM, DUMP_END, type DumpForm, writeDump } from '../../support/original/dump.js';

interface Read {
  readonly rows: DumpRow[];
  readonly bad: BadRow[];
}

async function read(text: string | Buffer, chunk = 64): Promise<Read> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  );
  const bad: BadRow[] = [];
  const rows: DumpRow[] = [];
  for await (const row of readDump(Readable.from(chunks), new Set(['t', 'u']), (problem) => bad.push(problem))) {
    rows.push(row);
  }
  return { rows, bad };
}

/** The rows as objects, so that the order of columns does not matter. */
const objectsOf = ({ rows }: Read) =>
  rows.map(({ columns, values }) => Object.fromEntries(columns.map((column, at) => [column, values[at]])));

const complete = (text: string): string => `${text}\n${DUMP_END}`;

const ROWS = [
  { id: '1', text: 'plain', nothing: null },
  { id: '2', text: 'tab\tline\nreturn\r backslash \\ quote \' semicolon ; "x" ü 😀 \\N', nothing: '' },
  { id: '3', text: "-- no comment /* $$ \\' \\\\", nothing: 'NULL' },
];

const FORMS: [string, Partial<DumpForm>][] = [
  ['COPY blocks', {}],
  ['COPY blocks without DDL', { ddl: false }],
  ['COPY blocks with quoted names and other columns first', { quoted: true, reverseColumns: true }],
  ['INSERTs without names of columns', { rows: 'inserts' }],
  ['INSERTs with names of columns and without DDL', { rows: 'column-inserts', ddl: false }],
  ['INSERTs with quoted names and escape strings', { rows: 'column-inserts', quoted: true, standard: false }],
];

test.each(FORMS)('readDump of %s reads all values, in chunks of any size', async (_form, form) => {
  const text = writeDump({ t: ROWS, other: ROWS }, { ...COPY_FORM, ...form });
  for (const chunk of [1, 7, 100_000]) {
    const result = await read(text, chunk);
    expect(result.bad).toEqual([]);
    expect(objectsOf(result)).toEqual(ROWS);
  }
});

test('readDump resolves the escapes of COPY', async () => {
  const { rows } = await read(complete('COPY t (a, b) FROM stdin;\n\\x41\\101\\b\\f\\v\\q\t\\303\\274\\xc3\\xbc\n\\.'));
  expect(rows.map(({ values }) => values)).toEqual([['AA\b\f\vq', 'üü']]);
});

test('readDump resolves the escapes of strings', async () => {
  const { rows } = await read(complete(String.raw`INSERT INTO t (a, b) VALUES (E'\x41\101\t\u00fc\'''', e'\\');`));
  expect(rows.map(({ values }) => values)).toEqual([["AAt\u00fc''".replace('t', '\t'), '\\']]);
});

test('readDump reads INSERTs of several rows, numbers, booleans, casts and DEFAULT', async () => {
  const text = "INSERT INTO t (a, b, c) VALUES (-1.5e3, true, 'x'::character varying(3)),\n  (NULL, DEFAULT, '');";
  expect((await read(complete(text))).rows.map(({ values }) => values)).toEqual([
    ['-1.5e3', 'true', 'x'],
    [null, null, ''],
  ]);
});

test('readDump reads quoted names with special characters, and folds others', async () => {
  const { rows } = await read(complete('COPY PUBLIC.T ("We ""ird", Other) FROM stdin;\na\tb\n\\.'));
  expect(rows).toMatchObject([{ table: 't', columns: ['We "ird', 'other'] }]);
});

test('readDump passes over commands of psql and comments', async () => {
  const { rows } = await read(
    complete("\\connect maas\n\\restrict x'y\n/* a; b */ -- c;\nCOPY t (a) FROM stdin;\n1\n\\."),
  );
  expect(rows).toHaveLength(1);
});

test('readDump of lines that end in CR LF reads the values without CR', async () => {
  const { rows } = await read(complete('COPY t (a) FROM stdin;\n1\n\\.').replaceAll('\n', '\r\n'));
  expect(rows.map(({ values }) => values)).toEqual([['1']]);
});

test('readDump reports bad rows by table and line, without values, and reads the others', async () => {
  const canary = 'canary';
  const text = complete(`COPY t (a, b) FROM stdin;\n${canary}\n1\t2\n3\t4\t${canary}\n#\t5\n\\000\t6\n\\.`);
  const bytes = Buffer.from(text);
  bytes[text.indexOf('#')] = 0xff;
  const { rows, bad } = await read(bytes);
  expect(rows.map(({ values }) => values)).toEqual([['1', '2']]);
  expect(bad).toEqual([
    { table: 't', line: 2, reason: 'has 1 values for 2 columns' },
    { table: 't', line: 4, reason: 'has 3 values for 2 columns' },
    { table: 't', line: 5, reason: 'is not UTF-8' },
    { table: 't', line: 6, reason: 'has a null character' },
  ]);
});

describe('readDump refuses', () => {
  const copy = 'COPY t (a) FROM stdin;\n1\n';
  test.each([
    ['an empty file', '', /cut off/],
    ['a dump that ends in a COPY block', copy, /cut off: line 2/],
    ['a dump without its last comment', `${copy}\\.\n`, /cut off/],
    ['a dump that ends in a statement', complete("INSERT INTO t (a) VALUES ('x"), /cut off/],
    ['another encoding', complete("SET client_encoding = 'LATIN1';"), /encoding LATIN1.*--encoding=UTF8/],
    ['INSERTs without names of columns and DDL', complete('INSERT INTO t VALUES (1);'), /--column-inserts/],
  ])('%s', async (_what, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
