/** The rows of a table of the original: texts by column, null for NULL. Absent columns of a row are NULL. */
export type OriginalRows = readonly Readonly<Record<string, string | null>>[];

/** The tables of a database of the original. */
export type OriginalTables = Readonly<Record<string, OriginalRows>>;

export interface DumpForm {
  /** COPY blocks, INSERTs with names of columns, or INSERTs that need the DDL. */
  readonly rows: 'copy' | 'column-inserts' | 'inserts';
  readonly ddl: boolean;
  /** Whether backslashes are ordinary characters in strings. */
  readonly standard: boolean;
  /** Whether names are quoted and have their schema. */
  readonly quoted: boolean;
  readonly reverseColumns: boolean;
}

export const COPY_FORM: DumpForm = { rows: 'copy', ddl: true, standard: true, quoted: false, reverseColumns: false };

const HEAD = `--
-- PostgreSQL database dump
--

SET client_encoding = 'UTF8';
`;
const NOISE = `
CREATE FUNCTION public.noise() RETURNS trigger LANGUAGE plpgsql AS $_$
BEGIN
  -- COPY public.auth_user (id) FROM stdin;
  PERFORM 'a;b'; RETURN NULL;
END $_$;
COMMENT ON FUNCTION public.noise() IS 'it''s; /* not a comment';
`;
export const DUMP_END = '--\n-- PostgreSQL database dump complete\n--\n';

/** Writes a plain dump, as pg_dump does. */
export function writeDump(tables: OriginalTables, form: DumpForm = COPY_FORM): string {
  const parts = Object.entries(tables).map(([table, rows]) => tableText(table, rows, form));
  const setting = `SET standard_conforming_strings = ${form.standard ? 'on' : 'off'};\n`;
  return [HEAD, setting, form.ddl ? NOISE : '', ...parts, DUMP_END].join('');
}

function tableText(table: string, rows: OriginalRows, form: DumpForm): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = form.reverseColumns ? names.reverse() : names;
  const named = form.quoted ? `"public"."${table}"` : `public.${table}`;
  const list = columns.map((column) => (form.quoted ? `"${column}"` : column)).join(', ');
  const definitions = columns.map((column) => `    "${column}" character varying(30) DEFAULT ')'::text NOT NULL`);
  const create = `\nCREATE TABLE ${named} (\n${[...definitions, '    CONSTRAINT x CHECK ((id > 0))'].join(',\n')}\n);\n`;
  const values = rows.map((row) => columns.map((column) => row[column] ?? null));
  const data = form.rows === 'copy' ? copyText(named, list, values) : insertText(named, list, values, form);
  return `${form.ddl ? create : ''}\n${data}`;
}

function copyText(table: string, columns: string, rows: readonly (string | null)[][]): string {
  const lines = rows.map((row) => row.map(copyCell).join('\t'));
  return [`COPY ${table} (${columns}) FROM stdin;`, ...lines, '\\.', ''].join('\n');
}

function copyCell(value: string | null): string {
  if (value === null) return '\\N';
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}

function insertText(table: string, columns: string, rows: readonly (string | null)[][], form: DumpForm): string {
  const names = form.rows === 'inserts' ? '' : ` (${columns})`;
  const lines = rows.map(
    (row) => `INSERT INTO ${table}${names} VALUES (${row.map((cell) => literal(cell, form)).join(', ')});`,
  );
  return [...lines, ''].join('\n');
}

function literal(value: string | null, { standard }: DumpForm): string {
  if (value === null) return 'NULL';
  if (/^-?\d{1,9}$/.test(value)) return value;
  const quoted = value.replaceAll("'", "''");
  if (!value.includes('\\')) return `'${quoted}'`;
  return standard ? `'${quoted}'` : `E'${quoted.replaceAll('\\', '\\\\')}'`;
}
