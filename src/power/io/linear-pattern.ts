import { PowerSettingsError } from '../driver/errors.js';

/** With the length of the searched text, it bounds the time of a search. */
const MAX_LENGTH = 256;
/** What RE2 does not have: it would take more than linear time. Lookbehinds begin with `(?<`, as names do. */
const NOT_LINEAR = /\\[1-9k]|\(\?(?:[=!]|<[=!])/;
/** RE2 copies what is repeated as often as that. */
const COUNTED = /\{\d/;

/**
 * Checks a regular expression as far as that is possible without RE2, whose code takes long to load.
 * @throws PowerSettingsError
 */
export function checkPattern(pattern: string): void {
  if (pattern.length > MAX_LENGTH) throw new PowerSettingsError(`Use at most ${MAX_LENGTH} characters.`);
  if (NOT_LINEAR.test(pattern) || COUNTED.test(pattern)) {
    throw new PowerSettingsError('Use no back-references, no look-around and no counted repetitions.');
  }
  // The syntax of JavaScript lacks only flags and Python's names of groups.
  const plain = pattern
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?[a-zA-Z-]+(:|\))/g, (_, end) => (end === ':' ? '(?:' : ''));
  try {
    new RegExp(plain);
  } catch {
    throw new PowerSettingsError('Enter a valid regular expression.');
  }
}

/**
 * Whether a regular expression matches a part of a text. RE2 takes linear time for every expression and text.
 * @throws PowerSettingsError
 */
export async function findsPattern(pattern: string, text: string): Promise<boolean> {
  checkPattern(pattern);
  const { RE2JS, RE2JSException } = await import('re2js');
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch (error) {
    if (error instanceof RE2JSException) throw new PowerSettingsError('The regular expression is not valid.');
    throw error;
  }
}
