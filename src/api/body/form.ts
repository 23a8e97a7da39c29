import { BadRequest, TooLarge } from '../../errors.js';
import { Input } from '../../params/input.js';

/** Bytes of one value. */
const MAX_VALUE = 8 * 1_048_576;
const MAX_FIELDS = 10_000;
/** Characters of a name that are told. */
const SHOWN_NAME = 100;
const AMPERSAND = 0x26;

/**
 * Reads an urlencoded body. Bytes that are no UTF-8 become U+FFFD.
 * @throws BadRequest when there are too many fields, TooLarge when a value is too long
 */
export function parseForm(body: Buffer): Input {
  let fields = 1;
  for (const byte of body) if (byte === AMPERSAND) fields += 1;
  if (fields > MAX_FIELDS) throw new BadRequest(`More than ${MAX_FIELDS} parameters in the body.`);
  // A question mark at the start would be taken for that of a URL.
  const entries = [...new URLSearchParams(`&${body.toString('utf8')}`)];
  if (body.length > MAX_VALUE) for (const [name, text] of entries) checkValue(name, Buffer.byteLength(text));
  return new Input(entries);
}

/** @throws TooLarge when the value of a parameter has more bytes than may be */
export function checkValue(name: string, bytes: number): void {
  if (bytes <= MAX_VALUE) return;
  throw new TooLarge(`The parameter ${name.slice(0, SHOWN_NAME)} is too large: at most ${MAX_VALUE} bytes.`);
}
