import { FIELDS, type Matcher, type SearchableNode } from './search-fields.js';

/** A search, ready to be tried on nodes. */
export interface Search {
  readonly matches: (node: SearchableNode) => boolean;
  /** What of the text was not understood, for people. These terms match everything. */
  readonly problems: readonly string[];
}

/** `-`, key, comparison, value: the value may stand in quotes. A word without a key is a part of a name or address. */
const TERM = /(-)?(?:([a-z]+)(>=|<=|[:=<>]))?("[^"]*"|\S+)/gi;

/**
 * Reads a search such as `status:ready tag:gpu zone:r1 mem>=64G -owner:ada web`. Nodes match when they match all terms. A
 * minus excludes what matches the term. Commas separate values of which one must match.
 * @param username the user that `owner:me` stands for
 */
export function readSearch(text: string, username: string): Search {
  const problems: string[] = [];
  const matchers: Matcher[] = [];
  for (const [, minus, key, comparison = ':', quoted = ''] of text.matchAll(TERM)) {
    const matcher = readTerm(key?.toLowerCase(), comparison, quoted.replaceAll('"', ''), username);
    if (typeof matcher === 'string') problems.push(matcher);
    else matchers.push(minus ? (node) => !matcher(node) : matcher);
  }
  return { matches: (node) => matchers.every((matcher) => matcher(node)), problems };
}

/** @returns the term's matcher, or what is wrong with the term */
function readTerm(key: string | undefined, comparison: string, value: string, username: string): Matcher | string {
  if (key === undefined) return FIELDS.any.read(':', value.toLowerCase(), username);
  const field = FIELDS[key];
  if (!field)
    return `There is no ${key}: use ${Object.keys(FIELDS)
      .filter((name) => name !== 'any')
      .join(', ')}.`;
  const parts = value
    .toLowerCase()
    .split(',')
    .filter((part) => part !== '');
  if (parts.length === 0) return `${key} needs a value.`;
  const matchers = parts.map((part) => field.read(comparison, part, username));
  const wrong = matchers.find((matcher) => typeof matcher === 'string');
  if (wrong !== undefined) return `${key}: ${wrong}`;
  const right = matchers.filter((matcher) => typeof matcher !== 'string');
  return (node) => right.some((matcher) => matcher(node));
}

/**
 * Sets a term of a search text, and takes earlier terms of its key out. @param value empty: only takes them out
 */
export function setTerm(text: string, key: string, value: string): string {
  const others = [...text.matchAll(TERM)].filter((term) => term[2]?.toLowerCase() !== key).map(([term]) => term);
  return [...others, ...(value === '' ? [] : [`${key}:${/\s/.test(value) ? `"${value}"` : value}`])].join(' ');
}
