import { DumpError } from './error.js';
import { unescapeString } from './escapes.js';

/** A part of an SQL statement. Words are in lower case, unless they were quoted. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'mark';
  readonly value: string;
}

const BLANK = /(?:\s|--.*)*/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /[-+]?(?:\d[\d.]*|\.\d+)(?:[eE][-+]?\d+)?/y;
const MARK = /::|[\s\S]/y;

/** Splits a statement of a dump. Texts may be long, so no regular expression reads them. */
export class Tokens {
  #at = 0;

  /** @param standard whether a backslash is an ordinary character in `'…'` */
  constructor(
    private readonly text: string,
    private readonly standard: boolean,
  ) {}

  /** The next token; undefined at the end of the statement. */
  next(): Token | undefined {
    this.#take(BLANK);
    const first = this.text[this.#at];
    if (first === undefined) return undefined;
    if (first === "'") return this.#string(!this.standard);
    if ((first === 'E' || first === 'e') && this.text[this.#at + 1] === "'") {
      this.#at += 1;
      return this.#string(true);
    }
    if (first === '"') return { kind: 'quoted', value: this.#delimited('"', false).replaceAll('""', '"') };
    const word = this.#take(WORD);
    if (word !== '') return { kind: 'word', value: word.toLowerCase() };
    const number = this.#take(NUMBER);
    if (number !== '') return { kind: 'number', value: number };
    return { kind: 'mark', value: this.#take(MARK) };
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.#at += found.length;
    return found;
  }

  #string(escapes: boolean): Token {
    const raw = this.#delimited("'", escapes);
    if (!escapes) return { kind: 'text', value: raw.replaceAll("''", "'") };
    const value = raw.replace(/(\\[\s\S])|''/g, (_all, escaped?: string) => escaped ?? "'");
    return { kind: 'text', value: unescapeString(value) };
  }

  /** The content between two delimiters, of which doubled ones, and with escapes also escaped ones, are content. */
  #delimited(delimiter: string, escapes: boolean): string {
    const start = this.#at + 1;
    for (let at = start; ; at += 2) {
      const end = this.text.indexOf(delimiter, at);
      if (end < 0) throw new DumpError('A text of the dump has no end.');
      const backslash = escapes ? this.text.indexOf('\\', at) : -1;
      if (backslash >= 0 && backslash < end) at = backslash;
      else if (this.text[end + 1] === delimiter) at = end;
      else {
        this.#at = end + 1;
        return this.text.slice(start, end);
      }
    }
  }
}
