import { createHash } from 'node:crypto';
import { type Statement, statement } from './statement.js';

const names = new Map<string, string>();

/**
 * A statement that is put together from conditions, with its values. Texts must come from a finite set (which
 * conditions are there, never what they hold), for each is prepared under a name of its own.
 */
export class Query {
  readonly values: unknown[] = [];
  readonly conditions: string[] = [];

  /** Adds a value and gives its placeholder. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  where(condition: string): void {
    this.conditions.push(condition);
  }

  /** All conditions, joined by AND. */
  get all(): string {
    return this.conditions.length > 0 ? this.conditions.map((condition) => `(${condition})`).join(' AND ') : 'true';
  }

  statement<Row>(kind: string, text: string): Statement<unknown[], Row> {
    let name = names.get(text);
    if (name === undefined) {
      name = `${kind}_${createHash('sha1').update(text).digest('hex').slice(0, 16)}`;
      names.set(text, name);
    }
    return statement<unknown[], Row>(name, text);
  }
}
