import { type Condition, FIELDS, type Matcher, type SearchableNode } from './search-fields.js';

/** A search, ready to be tried on nodes. */
export interface Search {
  readonly matches: (node: SearchableNode) => boolean;
  /** What of the text was not understood, for people. With such a problem nothing matches. */
  readonly problems: readonly string[];
}

/**
 * `-`, key, comparison, value: the value may stand in quotes. A word without a key is a part of a name or address. The
 * lookahead leaves addresses such as `ac:1f:6b` whole: no key has only the letters a to f.
 */
const TERM = /(-)?(?:(?![0-9a-f]*:[0-9a-f:]*(?:\s|$))([a-z]+)(>=|<=|[:=<>]))?("[^"]*"|\S+)/gi;
const LITERAL = /[\s,*]|^(?:none|me)$/i;

/**
 * Reads a search such as `status:ready tag:gpu zone:r1 mem>=64G -owner:ada web`. Nodes match when they match all terms. A
 * minus excludes what matches the term. Commas separate values of which one must match. A mistyped term must not choose
 * more nodes than the person means, so a search with problems matches nothing.
 * @param username the user that `owner:me` stands for
 */
export function readSearch(text: string, username: string): Search {
  const problems: string[] = [];
  const matchers: Matcher[] = [];
  for (const [, minus, key, comparison = ':', written = ''] of text.matchAll(TERM)) {
    const value = written.replaceAll('"', '').toLowerCase();
    const condition = { comparison, value, isQuoted: written.startsWith('"'), username };
    const matcher = readTerm(key?.toLowerCase(), condition);
    if (typeof matcher === 'string') problems.push(matcher);
    else matchers.push(minus ? (node) => !matcher(node) : matcher);
  }
  const isUnderstood = problems.length === 0;
  return { matches: (node) => isUnderstood && matchers.every((matcher) => matcher(node)), problems };
}

/** @returns the term's matcher, or what is wrong with the term */
function readTerm(key: string | undefined, condition: Condition): Matcher | string {
  if (key === undefined) return FIELDS.any.read(condition);
  const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
  if (!field)
    return `There is no ${key}: use ${Object.keys(FIELDS)
      .filter((name) => name !== 'any')
      .join(', ')}.`;
  const { value, isQuoted } = condition;
  const parts = isQuoted ? [value] : value.split(',').filter((part) => part !== '');
  if (parts.length === 0) return `${key} needs a value.`;
  const matchers = parts.map((part) => field.read({ ...condition, value: part }));
  const wrong = matchers.find((matcher) => typeof matcher === 'string');
  if (wrong !== undefined) return `${key}: ${wrong}`;
  const right = matchers.filter((matcher) => typeof matcher !== 'string');
  return (node) => right.some((matcher) => matcher(node));
}

/** The term that finds this very value, in quotes where it would mean something else without. */
export function exactTerm(key: string, value: string): string {
  return `${key}:${LITERAL.test(value) ? `"${value}"` : value}`;
}

/** The address of the list of the nodes that a search finds. */
export function searchPath(search: string): string {
  return `/nodes?q=${encodeURIComponent(search)}`;
}

/**
 * Sets a term of a search text, and takes earlier terms of its key out. @param value empty: only takes them out
 */
export function setTerm(text: string, key: string, value: string): string {
  const others = [...text.matchAll(TERM)].filter((term) => term[2]?.toLowerCase() !== key).map(([term]) => term);
  return [...others, ...(value === '' ? [] : [exactTerm(key, value)])].join(' ');
}
