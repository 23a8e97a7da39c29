import { DumpError } from './error.js';
import { type Token, Tokens } from './tokens.js';

/** A statement of a dump that matters to its readers. Names of tables are without their schema. */
export type Statement =
  | { readonly kind: 'copy'; readonly table: string; readonly columns: readonly string[] | undefined }
  | { readonly kind: 'create'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'insert'; readonly table: string; readonly columns: readonly string[] | undefined; rows(): Row[] }
  | { readonly kind: 'set'; readonly name: string; readonly value: string };

/** The values of a row; null for NULL. */
export type Row = (string | null)[];

const RELEVANT = /^\s*(?:COPY|CREATE\s+TABLE|INSERT\s+INTO|SET)\s/i;
/** The first words of what is not a column in a CREATE TABLE. */
const CONSTRAINTS = new Set(['constraint', 'check', 'primary', 'unique', 'foreign', 'exclude', 'like']);

/**
 * Reads a statement; undefined for one that does not matter.
 * @param standard whether a backslash is an ordinary character in `'…'`
 * @throws DumpError when a text or a list has no end
 */
export function readStatement(text: string, standard: boolean): Statement | undefined {
  if (!RELEVANT.test(text)) return undefined;
  const reader = new Reader(new Tokens(text.trimStart(), standard));
  const verb = reader.take()?.value;
  if (verb === 'set') return reader.setting();
  if (verb !== 'copy') reader.take();
  const table = reader.tableName();
  if (verb === 'create') return { kind: 'create', table, columns: reader.definitions() };
  const columns = reader.isMark('(') ? reader.names() : undefined;
  if (verb === 'copy') return { kind: 'copy', table, columns };
  return { kind: 'insert', table, columns, rows: () => reader.rows() };
}

class Reader {
  #current: Token | undefined;

  constructor(private readonly tokens: Tokens) {
    this.#current = tokens.next();
  }

  /** Returns the current token, and goes to the next one. */
  take(): Token | undefined {
    const token = this.#current;
    this.#current = this.tokens.next();
    return token;
  }

  isMark(value: string): boolean {
    return this.#current?.kind === 'mark' && this.#current.value === value;
  }

  setting(): Statement {
    const name = this.take()?.value ?? '';
    this.take();
    return { kind: 'set', name, value: this.take()?.value ?? '' };
  }

  tableName(): string {
    if (this.#isWord('only')) this.take();
    for (;;) {
      const name = this.take()?.value ?? '';
      if (!this.isMark('.')) return name;
      this.take();
    }
  }

  /** The names of a list in parentheses. */
  names(): string[] {
    return this.#list(() => this.take()?.value ?? '');
  }

  /** The names of the columns of a CREATE TABLE. */
  definitions(): string[] {
    const names = this.#list(() => {
      const isColumn = this.#current?.kind === 'quoted' || !CONSTRAINTS.has(this.#current?.value ?? '');
      const name = this.take()?.value ?? '';
      this.#skipItem();
      return isColumn ? name : '';
    });
    return names.filter((name) => name !== '');
  }

  /** The rows of an INSERT. */
  rows(): Row[] {
    if (!this.#isWord('values')) throw new DumpError('An INSERT of the dump has no VALUES.');
    const rows: Row[] = [];
    do {
      this.take();
      rows.push(this.#list(() => this.#value()));
    } while (this.isMark(','));
    return rows;
  }

  #value(): string | null {
    const token = this.take();
    this.#skipItem();
    if (token?.kind !== 'word') return token?.value ?? null;
    return token.value === 'null' || token.value === 'default' ? null : token.value;
  }

  #isWord(value: string): boolean {
    return this.#current?.kind === 'word' && this.#current.value === value;
  }

  #list<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    if (!this.isMark('(')) throw new DumpError('A list of the dump has no beginning.');
    do {
      this.take();
      if (items.length === 0 && this.isMark(')')) break;
      items.push(read());
    } while (this.isMark(','));
    if (!this.isMark(')')) throw new DumpError('A list of the dump has no end.');
    this.take();
    return items;
  }

  /** Goes to the end of an item of a list: its comma or the closing parenthesis. */
  #skipItem(): void {
    for (let depth = 0; this.#current !== undefined; this.take()) {
      if (depth === 0 && (this.isMark(',') || this.isMark(')'))) return;
      if (this.isMark('(')) depth += 1;
      else if (this.isMark(')')) depth -= 1;
    }
  }
}
