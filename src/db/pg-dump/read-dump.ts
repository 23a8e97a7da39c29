import { TextDecoder } from 'node:util';
import { splitBytes } from '../backup/lines.js';
import { DumpError } from './error.js';
import { readCopyValue } from './escapes.js';
import { StatementSplitter } from './statement-splitter.js';
import { type Row, readStatement, type Statement } from './statements.js';

/** A row of a dump. */
export interface DumpRow {
  readonly table: string;
  readonly columns: readonly string[];
  readonly values: Row;
  /** The line of the file on which it ends, from 1. */
  readonly line: number;
}

/** A row that cannot be read. */
export interface BadRow {
  readonly table: string;
  readonly line: number;
  /** Why, without values. */
  readonly reason: string;
}

const COMPLETE = /^-- PostgreSQL database dump complete\s*$/;
const ENCODINGS = ['UTF8', 'UNICODE', 'SQL_ASCII'];

/**
 * Reads the rows of some tables of a plain dump, with or without DDL, from COPY blocks and INSERTs. A row that cannot be
 * read is reported, and the next one is read.
 * @throws DumpError when the dump is cut off, or has another encoding
 */
export async function* readDump(
  content: AsyncIterable<Buffer>,
  wanted: ReadonlySet<string>,
  onBad: (bad: BadRow) => void,
): AsyncGenerator<DumpRow> {
  const reader = new DumpReader(wanted, onBad);
  for await (const line of splitBytes(content)) yield* reader.add(line);
  reader.end();
}

class DumpReader {
  #line = 0;
  #complete = false;
  #copy: { readonly table: string; readonly columns: readonly string[]; readonly isWanted: boolean } | undefined;
  readonly #splitter = new StatementSplitter();
  readonly #created = new Map<string, readonly string[]>();
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(
    private readonly wanted: ReadonlySet<string>,
    private readonly onBad: (bad: BadRow) => void,
  ) {}

  add(bytes: Buffer): readonly DumpRow[] {
    this.#line += 1;
    if (this.#copy) return this.#addToCopy(bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes);
    const text = this.#decode(bytes) ?? bytes.toString('latin1');
    if (!this.#splitter.isOpen) {
      if (COMPLETE.test(text)) this.#complete = true;
      // psql's own commands, such as \connect.
      if (text.startsWith('\\')) return [];
    }
    return this.#splitter.add(text).flatMap((statement) => this.#perform(statement));
  }

  /** @throws DumpError when the last line was not the end of a dump */
  end(): void {
    if (this.#complete && !this.#copy && !this.#splitter.isOpen) return;
    throw new DumpError(`The dump is cut off: line ${this.#line} is not its end. pg_dump ends a dump with a comment.`);
  }

  #addToCopy(bytes: Buffer): readonly DumpRow[] {
    const copy = this.#copy;
    if (!copy || (bytes.length === 2 && bytes.toString('latin1') === '\\.')) {
      this.#copy = undefined;
      return [];
    }
    if (!copy.isWanted) return [];
    const text = this.#decode(bytes);
    if (text === undefined) return this.#refuse(copy.table, 'is not UTF-8');
    return this.#row(copy.table, copy.columns, text.split('\t').map(readCopyValue));
  }

  #perform(text: string): readonly DumpRow[] {
    const statement = this.#read(text);
    if (!statement) return [];
    if (statement.kind === 'set') this.#set(statement.name, statement.value);
    else if (statement.kind === 'create') this.#created.set(statement.table, statement.columns);
    else if (statement.kind === 'insert') return this.#insert(statement);
    else {
      const { table } = statement;
      const isWanted = this.wanted.has(table);
      this.#copy = { table, isWanted, columns: isWanted ? this.#columnsOf(table, statement.columns) : [] };
    }
    return [];
  }

  /** A statement that cannot be read has no end where it seems to, so all that follows would be read wrongly. */
  #read(text: string): Statement | undefined {
    try {
      return readStatement(text, this.#splitter.standard);
    } catch (error) {
      if (!(error instanceof DumpError)) throw error;
      throw new DumpError(`Line ${this.#line}: ${error.message}`, { cause: error });
    }
  }

  #set(name: string, value: string): void {
    if (name === 'standard_conforming_strings') this.#splitter.standard = ['on', 'true', '1', 'yes'].includes(value);
    if (name === 'client_encoding' && !ENCODINGS.includes(value.toUpperCase())) {
      throw new DumpError(`The dump has the encoding ${value}. Make it by pg_dump --encoding=UTF8.`);
    }
  }

  #insert(statement: Extract<Statement, { kind: 'insert' }>): readonly DumpRow[] {
    const { table } = statement;
    if (!this.wanted.has(table)) return [];
    const columns = this.#columnsOf(table, statement.columns);
    let rows: Row[];
    try {
      rows = statement.rows();
    } catch (error) {
      if (!(error instanceof DumpError)) throw error;
      return this.#refuse(table, 'is not a valid INSERT');
    }
    return rows.flatMap((values) => this.#row(table, columns, values));
  }

  /** @throws DumpError when the dump does not name the columns */
  #columnsOf(table: string, named: readonly string[] | undefined): readonly string[] {
    const columns = named ?? this.#created.get(table);
    if (columns) return columns;
    throw new DumpError(`The dump does not name the columns of ${table}. Make it by pg_dump --column-inserts.`);
  }

  #row(table: string, columns: readonly string[], values: Row): readonly DumpRow[] {
    const { length } = columns;
    if (values.length !== length) return this.#refuse(table, `has ${values.length} values for ${length} columns`);
    if (values.some((value) => value?.includes('\0'))) return this.#refuse(table, 'has a null character');
    return [{ table, columns, values, line: this.#line }];
  }

  #refuse(table: string, reason: string): readonly [] {
    this.onBad({ table, line: this.#line, reason });
    return [];
  }

  #decode(bytes: Buffer): string | undefined {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return undefined;
    }
  }
}
