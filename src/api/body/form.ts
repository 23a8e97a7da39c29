import { TooLarge } from '../../errors.js';
import { Input } from '../../params/input.js';
import { Turns } from '../../turns.js';
import { tooManyFields } from './limits.js';
import { percentDecode } from './percent-decoding.js';

/** The most bytes of one value. */
const MAX_VALUE = 8 * 1_048_576;
/** The most characters of a name in an error. */
const SHOWN_NAME = 100;
const [AMPERSAND, EQUALS] = [0x26, 0x3d];

/**
 * Reads an urlencoded body as the URL standard says (https://url.spec.whatwg.org/#urlencoded-parsing). URLSearchParams
 * takes seconds for one long value, without a pause.
 * @param most the most fields
 * @throws TooLarge when there are more fields, or a value is too long
 */
export async function parseForm(body: Buffer, most: number): Promise<Input> {
  const turns = new Turns();
  const entries: [string, string][] = [];
  for (const field of splitFields(body, most)) {
    if (field.length === 0) continue;
    const found = field.indexOf(EQUALS);
    const end = found < 0 ? field.length : found;
    const name = await percentDecode(field.subarray(0, end), turns);
    const value = await percentDecode(field.subarray(end + 1), turns);
    if (field.length > MAX_VALUE) checkValue(name, Buffer.byteLength(value));
    entries.push([name, value]);
    await turns.next();
  }
  return new Input(entries);
}

/** Returns the fields, also empty ones. @throws TooLarge when there are more than `most` */
function splitFields(body: Buffer, most: number): Buffer[] {
  const fields: Buffer[] = [];
  for (let start = 0; start <= body.length; ) {
    if (fields.length === most) throw tooManyFields(most);
    const found = body.indexOf(AMPERSAND, start);
    const end = found < 0 ? body.length : found;
    fields.push(body.subarray(start, end));
    start = end + 1;
  }
  return fields;
}

/** @throws TooLarge when the value of a parameter has more than MAX_VALUE bytes */
export function checkValue(name: string, bytes: number): void {
  if (bytes <= MAX_VALUE) return;
  throw new TooLarge(`The parameter ${name.slice(0, SHOWN_NAME)} is too large: at most ${MAX_VALUE} bytes.`);
}
