import { BadRequest } from '../../errors.js';
import { Input } from '../../params/input.js';
import { exceededLimit } from '../../params/json-limits.js';
import { Turns } from '../../turns.js';
import { decodeText, piecesOf } from './decode-text.js';
import { tooManyFields } from './limits.js';

/** The most bytes of a JSON body. JSON.parse reads them within one turn. */
export const MAX_JSON = 4 * 1_048_576;
const MAX_DEPTH = 25;

/**
 * Reads a JSON object as parameters. An empty body has no parameters.
 * @param most the most values at all depths
 * @throws BadRequest when the body is not a JSON object in UTF-8 or is nested too deeply
 * @throws TooLarge when it has too many values
 */
export async function parseJson(body: Buffer, most: number): Promise<Input> {
  if (body.length === 0) return new Input();
  const turns = new Turns();
  const text = await decode(body, turns);
  await turns.end();
  const exceeded = exceededLimit(text, { values: most, depth: MAX_DEPTH });
  if (exceeded === 'depth') throw new BadRequest(`The JSON body is nested more than ${MAX_DEPTH} levels deep.`);
  if (exceeded === 'values') throw tooManyFields(most);
  await turns.end();
  const value = parse(text);
  if (!isObject(value)) throw new BadRequest('Bad Request');
  await turns.end();
  return Input.fromJson(value);
}

async function decode(body: Buffer, turns: Turns): Promise<string> {
  try {
    return await decodeText(piecesOf(body), turns, new TextDecoder('utf-8', { fatal: true }));
  } catch {
    throw new BadRequest('Bad Request');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('Bad Request');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
