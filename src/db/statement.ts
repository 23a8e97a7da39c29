import { createHash } from 'node:crypto';

/**
 * A statement of a hot path, with the types of its arguments and columns. It is prepared once per connection under its
 * name. Columns must have types that pg and Prisma read alike: text, int4, bool, json, arrays of these, bytea (a
 * Uint8Array), timestamptz. Cast other types (inet, int8, enums) in the SQL.
 */
export interface Statement<Args extends readonly unknown[], Row> {
  /** "" for a statement that is not prepared. */
  readonly name: string;
  readonly text: string;
  /** Carries the types only. */
  readonly types?: { args: Args; row: Row };
}

/** Runs statements: the database itself, or one transaction on it. */
export interface Sql {
  /** Runs one statement of a hot path. */
  sql<Args extends readonly unknown[], Row>(statement: Statement<Args, Row>, ...args: Args): Promise<Row[]>;
}

interface Named {
  readonly label: string;
  readonly name: string;
}

/** All texts so far. */
const named = new Map<string, Named>();
/** The most names for texts that requests build, as each connection keeps a plan for each name. */
const MOST_NAMES = 1_000;
/** PostgreSQL cuts names at 63 bytes: a label, "_" and 22 characters of a hash. */
const LABEL_LENGTH = 40;

/** Makes a statement. @param label the beginning of its name in pg_prepared_statements */
export function statement<Args extends readonly unknown[], Row>(label: string, text: string): Statement<Args, Row> {
  return { name: named.get(text)?.name ?? makeName(label, text), text };
}

/**
 * The name under which connections prepare a text that a request builds; "" (not prepared) when too many texts have
 * names. A text has one name for all callers.
 */
export function statementName(label: string, text: string): string {
  return named.get(text)?.name ?? (named.size < MOST_NAMES ? makeName(label, text) : '');
}

/** The texts that have names so far, for the test that compares them with their types. */
export function listNamedTexts(): { label: string; text: string }[] {
  return [...named].map(([text, { label }]) => ({ label, text }));
}

/** Makes a name from a hash of the text, so that two texts never have one name. */
function makeName(label: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const name = `${label.slice(0, LABEL_LENGTH)}_${hash}`;
  named.set(text, { label, name });
  return name;
}
