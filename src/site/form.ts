import { z } from 'zod';
import { Invalid, REQUIRED } from '../errors.js';

/** A text of a form that must be there, once. */
export const given = z.string(REQUIRED).min(1, REQUIRED);

/** Reads the texts of an urlencoded form. @throws Invalid that names each field which is missing, empty or repeated */
export function readForm<Form>(schema: z.ZodType<Form>, body: unknown): Form {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new Invalid(Object.fromEntries(parsed.error.issues.map(({ path: [name] }) => [String(name), [REQUIRED]])));
}
