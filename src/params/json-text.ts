import { z } from 'zod';

import { Turns } from '../turns.js';
import { divideMembers, exceededLimit } from './json-limits.js';

/** The most characters of a JSON text in a parameter. */
export const MAX_JSON_TEXT = 4 * 1_048_576;
const LIMITS = { values: 200_000, depth: 100 };

/** A text that is JSON of this shape. A problem is reported with its path: `0.ip: Enter a valid address.` */
export function jsonText<Output>(shape: z.ZodType<Output>) {
  return z.string().transform((text, context): Output => {
    const parsed = shape.safeParse(parseJsonText(text));
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', message: [path.join('.'), message].filter((part) => part !== '').join(': ') });
    }
    return z.NEVER;
  });
}

/**
 * Parses JSON. Returns undefined, which JSON cannot express, for a text that is not valid JSON. So it does for a text
 * that would take long to parse.
 */
export function parseJsonText(text: string): unknown {
  if (text.length > MAX_JSON_TEXT || exceededLimit(text, LIMITS)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The characters of an object that are parsed at once. */
const PIECE = 65_536;

/**
 * Parses a JSON object in turns, as JSON.parse of megabytes holds up all other requests.
 * @param piece the least characters that are parsed at once
 * @returns its members in their order; undefined for other text, and for text that would take long to parse
 */
export async function parseMembers(text: string, piece = PIECE): Promise<[name: string, value: unknown][] | undefined> {
  const turns = new Turns();
  // The caller may have used its turn, as for a hash of the text.
  await turns.end();
  const inside = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (inside === undefined || text.length > MAX_JSON_TEXT || exceededLimit(text, LIMITS)) return undefined;
  const members: [string, unknown][] = [];
  for (const part of divideMembers(inside, piece)) {
    await turns.next();
    const parsed = parseJsonText(`{${part}}`);
    const isEmpty = part.trim() === '' && part !== inside;
    if (isEmpty || typeof parsed !== 'object' || parsed === null) return undefined;
    for (const member of Object.entries(parsed)) members.push(member);
  }
  return members;
}

/** The most problems that are reported. A list with millions of invalid parts would take too long to report. */
const MOST_TOLD = 20;

/** A list with elements of this shape. After `MOST_TOLD` problems the rest is not validated. */
export function listOf<Output>(element: z.ZodType<Output>, message: string) {
  return z.array(z.unknown(), message).transform((elements, context): Output[] => {
    const read: Output[] = [];
    for (const [index, part] of elements.entries()) {
      if (context.issues.length >= MOST_TOLD) break;
      const value = readPart(element, part, index, context);
      if (value !== undefined) read.push(value);
    }
    return read;
  });
}

/** Validates one part. Returns undefined for an invalid part, and reports its problems with their path. */
function readPart<Output>(shape: z.ZodType<Output>, part: unknown, place: PropertyKey, context: z.RefinementCtx) {
  const { data, error } = shape.safeParse(part);
  for (const { path, message } of error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: [place, ...path], message });
  }
  return data;
}
