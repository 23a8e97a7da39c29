import { BadRequest } from '../../errors.js';
import { Input } from '../../params/input.js';
import { tooManyFields } from './limits.js';

const MAX_DEPTH = 25;
const [QUOTE, BACKSLASH] = Buffer.from('"\\');
/** The change of the depth by each byte outside of a string. */
const STEPS = new Int8Array(256);
for (const byte of Buffer.from('{[')) STEPS[byte] = 1;
for (const byte of Buffer.from('}]')) STEPS[byte] = -1;

/**
 * Reads a JSON object as parameters. An empty body has no parameters.
 * @param most the most members
 * @throws BadRequest when the body is not a JSON object in UTF-8 or is nested too deeply
 * @throws TooLarge when it has too many members
 */
export function parseJson(body: Buffer, most: number): Input {
  if (body.length === 0) return new Input();
  if (!isShallow(body)) throw new BadRequest(`The JSON body is nested more than ${MAX_DEPTH} levels deep.`);
  const value = decode(body);
  if (!isObject(value)) throw new BadRequest('Bad Request');
  if (Object.keys(value).length > most) throw tooManyFields(most);
  return Input.fromJson(value);
}

function decode(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new BadRequest('Bad Request');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the text is nested at most MAX_DEPTH levels. Parsing millions of levels would block all other requests. */
function isShallow(body: Buffer): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i] ?? 0;
    if (quoted && byte === BACKSLASH) i += 1;
    else if (byte === QUOTE) quoted = !quoted;
    else if (!quoted) depth += STEPS[byte] ?? 0;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}
