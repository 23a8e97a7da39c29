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
