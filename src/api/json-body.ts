import { BadRequest } from '../errors.js';
import { Parameters } from './parameters.js';

const MAX_DEPTH = 25;
const MAX_MEMBERS = 1_000;

/**
 * Reads a JSON object as parameters; no body at all has none.
 * @throws BadRequest when it is no JSON object in UTF-8, is nested too deeply or has too many members
 */
export function parseJson(body: Buffer): Parameters {
  if (body.length === 0) return new Parameters();
  const value = decode(body);
  if (!isObject(value)) throw new BadRequest('Bad Request');
  if (!isShallow(value, MAX_DEPTH)) throw new BadRequest(`The JSON body is nested more than ${MAX_DEPTH} levels deep.`);
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

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}
