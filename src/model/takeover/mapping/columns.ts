import { z } from 'zod';
import { readBytea, readTextArray } from '../../../db/pg-dump/escapes.js';
import { isIpAddress, looseMac } from '../../../params/values.js';

/** The readers of columns of a dump. A value is text, or null for NULL and for a column that the dump does not have. */

const MAX_INT = 2_147_483_647;

const present = z.string('is missing');

export const integer = present
  .regex(/^-?\d{1,15}$/, 'is not a whole number')
  .transform(Number)
  .refine((value) => Math.abs(value) <= MAX_INT, 'is out of range');

/** The id of a row, or a reference to one. */
export const id = integer.refine((value) => value > 0, 'is not the id of a row');

/** Text of at most `max` characters, as PostgreSQL counts them. */
export const text = (max = Number.POSITIVE_INFINITY) =>
  present.refine((value) => value.length <= max || [...value].length <= max, `has more than ${max} characters`);

/** A name of a tag, zone or network. */
export const identifier = (max: number) =>
  text(max).refine((value) => /^[A-Za-z0-9_-]+$/.test(value), 'has characters that are not allowed in a name');

export const truth = z
  .enum(['t', 'f', 'true', 'false'], 'is not a boolean')
  .transform((value) => value.startsWith('t'));

const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?([+-]\d\d)?(?::?(\d\d))?(?::\d\d)?$/;

/** A time. One without a zone is in UTC. */
export const time = present.transform((value, context) => {
  const [, day, clock, fraction = '0', hours = '+00', minutes = '00'] = TIME.exec(value) ?? [];
  const parsed = new Date(`${day}T${clock}.${fraction}${hours}:${minutes}`);
  if (!Number.isNaN(parsed.getTime())) return parsed;
  context.addIssue({ code: 'custom', message: 'is not a time' });
  return z.NEVER;
});

/** Bytes in base64; empty text is no bytes. */
export const base64 = present.transform((value, context) => {
  const compact = value.replace(/\s+/g, '');
  if (compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return Buffer.from(compact, 'base64');
  context.addIssue({ code: 'custom', message: 'is not base64' });
  return z.NEVER;
});

export const bytea = present.transform((value, context) => {
  const bytes = readBytea(value);
  if (bytes) return bytes;
  context.addIssue({ code: 'custom', message: 'is not a bytea' });
  return z.NEVER;
});

/** Texts of a PostgreSQL array. NULLs in it are left out. */
export const textArray = present.transform((value, context) => {
  const items = readTextArray(value);
  if (items) return items.filter((item) => item !== null);
  context.addIssue({ code: 'custom', message: 'is not an array' });
  return z.NEVER;
});

/** An address, without the prefix length of a single one. */
export const address = present
  .transform((value) => value.replace(/\/(?:32|128)$/, ''))
  .refine(isIpAddress, 'is not an IP address');

export const mac = present.transform((value, context) => {
  const normal = looseMac(value);
  if (normal !== undefined) return normal;
  context.addIssue({ code: 'custom', message: 'is not a MAC address' });
  return z.NEVER;
});

/** A column that may be NULL or absent, with its default. */
export function orElse<Value, Default>(type: z.ZodType<Value, string>, fallback: Default) {
  return z
    .string()
    .nullish()
    .transform((value, context): Value | Default => {
      if (value === null || value === undefined) return fallback;
      const parsed = type.safeParse(value);
      if (parsed.success) return parsed.data;
      for (const { message } of parsed.error.issues) context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });
}
