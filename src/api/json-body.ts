import { BadRequest } from '../errors.js';
import { Parameters } from './parameters.js';

const MAX_DEPTH = 25;
const MAX_MEMBERS = 1_000;
const [QUOTE, BACKSLASH, BRACE, END_BRACE, BRACKET, END_BRACKET] = Buffer.from('"\\{}[]');

/**
 * Reads a JSON object as parameters; no body at all has none.
 * @throws BadRequest when it is no JSON object in UTF-8, is nested too deeply or has too many members
 */
export function parseJson(body: Buffer): Parameters {
  if (body.length === 0) return new Parameters();
  if (!isShallow(body)) throw new BadRequest(`The JSON body is nested more than ${MAX_DEPTH} levels deep.`);
  const value = decode(body);
  if (!isObject(value)) throw new BadRequest('Bad Request');
  if (Object.keys(value).length > MAX_MEMBERS) throw new BadRequest(`More than ${MAX_MEMBERS} parameters in the body.`);
  return Parameters.fromJson(value);
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

/** Looks at the text before it is parsed: parsing millions of levels would hold up all other requests. */
function isShallow(body: Buffer): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i];
    if (quoted && byte === BACKSLASH) i += 1;
    else if (byte === QUOTE) quoted = !quoted;
    else if (!quoted && (byte === BRACE || byte === BRACKET)) depth += 1;
    else if (!quoted && (byte === END_BRACE || byte === END_BRACKET)) depth -= 1;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}
