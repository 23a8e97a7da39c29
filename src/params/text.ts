/** What PostgreSQL keeps neither as text nor as JSON: null characters and halves of surrogate pairs. */
const NOT_STORABLE = /\0|\p{Surrogate}/u;

export const UNSTORABLE = 'Null characters and halves of surrogate pairs are not allowed.';

/** JSON that is stored nests no deeper; PostgreSQL itself bears only so much. */
export const MAX_DEPTH = 10;

/** Whether a text can be stored as it is. JSON has escapes for characters that cannot. */
export function isStorable(text: string): boolean {
  return !NOT_STORABLE.test(text);
}

/** Whether what JSON stood for can be stored as JSON. */
export function isStorableJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === MAX_DEPTH) return false;
  return Object.entries(value).every(([name, item]) => isStorable(name) && isStorableJson(item, depth + 1));
}

/** The texts that are not empty. A form cannot send an empty list: it sends one empty text. */
export function withoutBlanks(texts: readonly string[]): string[] {
  return texts.filter((text) => text !== '');
}
