import { TooLarge } from '../../errors.js';
import { Input } from '../../params/input.js';
import { tooManyFields } from './limits.js';

/** The most bytes of one value. */
const MAX_VALUE = 8 * 1_048_576;
/** The most characters of a name in an error. */
const SHOWN_NAME = 100;
const AMPERSAND = 0x26;

/**
 * Reads an urlencoded body. Bytes that are not valid UTF-8 become U+FFFD.
 * @param most the most fields
 * @throws TooLarge when there are more fields, or a value is too long
 */
export function parseForm(body: Buffer, most: number): Input {
  let fields = 1;
  for (const byte of body) if (byte === AMPERSAND) fields += 1;
  if (fields > most) throw tooManyFields(most);
  // URLSearchParams would remove a question mark at the start.
  const entries = [...new URLSearchParams(`&${body.toString('utf8')}`)];
  if (body.length > MAX_VALUE) for (const [name, text] of entries) checkValue(name, Buffer.byteLength(text));
  return new Input(entries);
}

/** @throws TooLarge when the value of a parameter has more than MAX_VALUE bytes */
export function checkValue(name: string, bytes: number): void {
  if (bytes <= MAX_VALUE) return;
  throw new TooLarge(`The parameter ${name.slice(0, SHOWN_NAME)} is too large: at most ${MAX_VALUE} bytes.`);
}
