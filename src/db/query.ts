import { type Statement, statementName } from './statement.js';

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

  statement<Row>(label: string, text: string): Statement<unknown[], Row> {
    return { name: statementName(label, text), text };
  }
}
