import { type Statement, statementName } from './statement.js';

/**
 * A statement that is built from conditions, with its values. Each text is prepared under its own name. So the set of
 * texts must be finite: texts depend on which conditions are used, never on values.
 */
export class Query {
  readonly values: unknown[] = [];
  readonly conditions: string[] = [];

  /** @param before the number of values that come before those of this query */
  constructor(private readonly before = 0) {}

  /** Adds a value and returns its placeholder. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.before + this.values.length}`;
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
