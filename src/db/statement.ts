/**
 * A statement of a hot path: prepared once per connection under its name, with the types of what goes in and comes out.
 * Columns must be of types that arrive alike through pg and Prisma: text, int4, bool, json, arrays of these, bytea
 * (a Uint8Array), timestamptz. Cast the others (inet, int8, enums) in the SQL.
 */
export interface Statement<Args extends readonly unknown[], Row> {
  readonly name: string;
  readonly text: string;
  /** Carries the types only. */
  readonly types?: { args: Args; row: Row };
}

export function statement<Args extends readonly unknown[], Row>(name: string, text: string): Statement<Args, Row> {
  return { name, text };
}
