/** The characters that PostgreSQL can store neither in text nor in JSON: null and halves of surrogate pairs. */
const NOT_STORABLE = /\0|\p{Surrogate}/u;

export const UNSTORABLE = 'Null characters and halves of surrogate pairs are not allowed.';

/** The greatest depth of JSON that is stored. PostgreSQL itself has a limit too. */
export const MAX_DEPTH = 10;

/** Whether PostgreSQL can store a text unchanged. Escapes in JSON can produce characters that it cannot store. */
export function isStorable(text: string): boolean {
  return !NOT_STORABLE.test(text);
}

/** Whether PostgreSQL can store a parsed JSON value as JSON. */
export function isStorableJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === MAX_DEPTH) return false;
  return Object.entries(value).every(([name, item]) => isStorable(name) && isStorableJson(item, depth + 1));
}

/** The texts that are not empty. A form cannot send an empty list, so it sends one empty text. */
export function withoutBlanks(texts: readonly string[]): string[] {
  return texts.filter((text) => text !== '');
}
