/** The limits of a JSON text. JSON.parse cannot be interrupted, and many or deep values hold up all other requests. */
export interface JsonLimits {
  /** The most values at all depths, the outermost one apart. */
  readonly values: number;
  /** The most levels of lists and objects. */
  readonly depth: number;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
/** The change of the depth by each character outside of a string. */
const STEPS = new Int8Array(128);
for (const opening of '{[') STEPS[opening.charCodeAt(0)] = 1;
for (const closing of '}]') STEPS[closing.charCodeAt(0)] = -1;

/** Returns the limit that a JSON text exceeds, or undefined. The text may be malformed. */
export function exceededLimit(text: string, { values, depth: deepest }: JsonLimits): keyof JsonLimits | undefined {
  let depth = 0;
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    const step = STEPS[code] ?? 0;
    depth += step;
    // A value begins after each comma and each opening bracket.
    if (step > 0 || code === COMMA) count += 1;
    if (depth > deepest) return 'depth';
    if (count > values) return 'values';
  }
  return undefined;
}

/** The index of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text.charCodeAt(i) !== QUOTE) i += text.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i;
}

/**
 * Divides the inside of an object or list at commas between its members.
 * @param least the fewest characters of a piece, except for the last one
 */
export function* divideMembers(inside: string, least: number): Generator<string> {
  let start = 0;
  let depth = 0;
  for (let i = 0; i < inside.length; i += 1) {
    const code = inside.charCodeAt(i);
    if (code === QUOTE) i = endOfString(inside, i);
    depth += STEPS[code] ?? 0;
    if (code !== COMMA || depth !== 0 || i - start < least) continue;
    yield inside.slice(start, i);
    start = i + 1;
  }
  yield inside.slice(start);
}
