/** What PostgreSQL keeps neither as text nor as JSON: null characters and halves of surrogate pairs. */
const NOT_STORABLE = /\0|\p{Surrogate}/u;

export const UNSTORABLE = 'Null characters and halves of surrogate pairs are not allowed.';

/** Whether a text can be stored as it is. JSON has escapes for characters that cannot. */
export function isStorable(text: string): boolean {
  return !NOT_STORABLE.test(text);
}
