import { z } from 'zod';

/** A text that is JSON of this shape. What is wrong is said with where it is: `0.ip: Enter a valid address.` */
export function jsonText<Output>(shape: z.ZodType<Output>) {
  return z.string().transform((text, context): Output => {
    const parsed = shape.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', message: [path.join('.'), message].filter((part) => part !== '').join(': ') });
    }
    return z.NEVER;
  });
}

/** Undefined, which is no JSON, for a text that is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** So many wrong parts are told at most: of millions each would take longer to tell than to send. */
const MOST_TOLD = 20;

/** A list with elements of this shape. Once it is too wrong the rest is not looked at. */
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

/** An object with names and values of these shapes. Once it is too wrong the rest is not looked at. */
export function recordOf<Output>(name: z.ZodType<string>, value: z.ZodType<Output>, message: string) {
  return z.looseObject({}, message).transform((members, context): Record<string, Output> => {
    const read: [string, Output][] = [];
    for (const [key, part] of Object.entries(members)) {
      if (context.issues.length >= MOST_TOLD) break;
      const [known, right] = [readPart(name, key, key, context), readPart(value, part, key, context)];
      if (known !== undefined && right !== undefined) read.push([known, right]);
    }
    return Object.fromEntries(read);
  });
}

/** Undefined when the part is not of this shape; why not is told with its place. */
function readPart<Output>(shape: z.ZodType<Output>, part: unknown, place: PropertyKey, context: z.RefinementCtx) {
  const { data, error } = shape.safeParse(part);
  for (const { path, message } of error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: [place, ...path], message });
  }
  return data;
}
