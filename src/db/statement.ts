import { createHash } from 'node:crypto';

/**
 * A statement of a hot path: prepared once per connection under its name, with the types of what goes in and comes out.
 * Columns must be of types that arrive alike through pg and Prisma: text, int4, bool, json, arrays of these, bytea
 * (a Uint8Array), timestamptz. Cast the others (inet, int8, enums) in the SQL.
 */
export interface Statement<Args extends readonly unknown[], Row> {
  /** "" for a statement that is not prepared. */
  readonly name: string;
  readonly text: string;
  /** Carries the types only. */
  readonly types?: { args: Args; row: Row };
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

/** @param label shown in front of the name, for those who look at pg_prepared_statements */
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

/** The name depends on all of the text, so that it never stands for another text. */
function makeName(label: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const name = `${label.slice(0, LABEL_LENGTH)}_${hash}`;
  named.set(text, { label, name });
  return name;
}
