/** The beginnings of what may hold a semicolon that ends no statement, and the semicolon itself. */
const SPECIAL = /'|"|;|--|\/\*|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/g;
const ESCAPE_STRING = /(?:^|[^\w$\u0080-\uffff])[eE]$/;

/** Where the text is: in code, or until the end of a quotation or a comment. */
type Inside = undefined | 'string' | 'escapes' | 'name' | 'comment' | { readonly dollar: string };

/** A step of the reader. */
interface Step {
  /** Where it ended. */
  readonly at: number;
  /** Where the text before `at` ends, if a part is left out. */
  readonly cut?: number;
  /** Whether the statement ends. */
  readonly ends?: boolean;
}

/** Finds the ends of SQL statements in lines. Quoted text may hold semicolons and line ends. */
export class StatementSplitter {
  /** Whether a backslash is an ordinary character in `'…'`. */
  standard = true;
  #parts: string[] = [];
  #inside: Inside;

  /** Whether a statement has begun. */
  get isOpen(): boolean {
    return this.#inside !== undefined || this.#parts.some((part) => part.trim() !== '');
  }

  /** Adds a line. @returns the statements that end in it, without their semicolons */
  add(line: string): string[] {
    const statements: string[] = [];
    const text = `${line}\n`;
    let from = 0;
    for (let at = 0; at < text.length; ) {
      const next: Step = this.#inside === undefined ? this.#findSpecial(text, at) : this.#findEnd(text, at);
      at = next.at;
      if (next.cut !== undefined) {
        this.#parts.push(text.slice(from, next.cut));
        from = at;
      }
      if (!next.ends) continue;
      statements.push(this.#parts.join(''));
      this.#parts = [];
    }
    if (from < text.length) this.#parts.push(text.slice(from));
    return statements;
  }

  /** Goes to the next special character of code. */
  #findSpecial(text: string, at: number): Step {
    SPECIAL.lastIndex = at;
    const found = SPECIAL.exec(text);
    if (!found) return { at: text.length };
    const [mark] = found;
    const after = found.index + mark.length;
    if (mark === ';') return { at: after, cut: found.index, ends: true };
    if (mark === '--') return { at: text.length - 1, cut: found.index };
    if (mark === '/*') {
      this.#inside = 'comment';
      return { at: after, cut: found.index };
    }
    if (mark === "'") {
      const escapes = !this.standard || ESCAPE_STRING.test(text.slice(Math.max(0, found.index - 2), found.index));
      this.#inside = escapes ? 'escapes' : 'string';
    } else if (mark === '"') this.#inside = 'name';
    else this.#inside = { dollar: mark };
    return { at: after };
  }

  /** Goes to the end of the quotation or comment, or of the line. A doubled delimiter ends and begins one. */
  #findEnd(text: string, at: number): Step {
    const inside = this.#inside;
    if (inside === 'escapes') return this.#findEndOfEscapes(text, at);
    const delimiter =
      inside === 'string' ? "'" : inside === 'name' ? '"' : inside === 'comment' ? '*/' : dollarOf(inside);
    const end = text.indexOf(delimiter, at);
    const cut = inside === 'comment' ? { cut: at } : {};
    if (end < 0) return { at: text.length, ...cut };
    if (inside === 'string' && text[end + 1] === "'") return { at: end + 2 };
    this.#inside = undefined;
    return { at: end + delimiter.length, ...cut };
  }

  #findEndOfEscapes(text: string, at: number): Step {
    const end = /[\\']/.exec(text.slice(at));
    if (!end) return { at: text.length };
    const found = at + end.index;
    if (end[0] === '\\' || text[found + 1] === "'") return { at: found + 2 };
    this.#inside = undefined;
    return { at: found + 1 };
  }
}

function dollarOf(inside: Inside): string {
  return typeof inside === 'object' ? inside.dollar : '';
}
