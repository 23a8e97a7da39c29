import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** The largest value of PostgreSQL's `integer`, the type of ids and counts. */
const MAX_INT = 2_147_483_647;

const MAC = /^([0-9a-f]{2})[:-]([0-9a-f]{2})[:-]([0-9a-f]{2})[:-]([0-9a-f]{2})[:-]([0-9a-f]{2})[:-]([0-9a-f]{2})$/i;

/**
 * The stored form (lower case, colons) of a MAC address: six hex pairs between `:` or `-`. Blanks around are ignored.
 * Undefined for a text that is not a valid MAC address.
 */
export function normalMac(text: string): string | undefined {
  const pairs = MAC.exec(text.trim());
  return pairs ? pairs.slice(1).join(':').toLowerCase() : undefined;
}

/** As `normalMac`, but with any or no separators, as PostgreSQL's macaddr reads it. */
export function looseMac(text: string): string | undefined {
  return (
    normalMac(text) ??
    normalMac(
      text
        .trim()
        .replace(/[:.-]/g, '')
        .replace(/(..)\B/g, '$1:'),
    )
  );
}

/** The message about a malformed MAC address. Its text is fixed (docs/contract/nodes.md B10). */
export const badMac = (text: string): string => `'${text}' is not a valid MAC address.`;

const macSchema = (read: (text: string) => string | undefined) =>
  z.string('Enter a MAC address.').transform((text, context) => {
    const mac = read(text);
    if (mac !== undefined) return mac;
    context.addIssue({ code: 'custom', message: badMac(text) });
    return z.NEVER;
  });

/** A MAC address, converted to its stored form. */
export const macAddress = macSchema(normalMac);

/** A MAC address with any or no separators, converted to its stored form. */
export const looseMacAddress = macSchema(looseMac);

export const BAD_ADDRESS = 'Enter a valid IPv4 or IPv6 address.';

/** An IPv4 or IPv6 address. Addresses with a zone (`fe80::1%eth0`) are invalid: they are valid on one machine only. */
export function isIpAddress(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes('%'));
}

export const ipAddress = z.string().trim().refine(isIpAddress, BAD_ADDRESS);

/** The identifier of a node. Any text is valid: an unknown identifier gets the answer for unknown nodes. */
export const systemId = z.string();

/** The name of a tag, zone or network. */
export const identifier = (max: number) =>
  z
    .string()
    .max(max, `Ensure this value has at most ${max} characters.`)
    .regex(/^[A-Za-z0-9_-]+$/, 'Use letters, digits, dashes and underscores only.');

/** Text of at most `max` characters. */
export const textUpTo = (max: number) => z.string().max(max, `Ensure this value has at most ${max} characters.`);

/** A whole number of at most 15 digits. */
export const integer = z
  .string()
  .trim()
  .regex(/^[+-]?\d{1,15}$/, 'Enter a whole number.')
  .transform(Number);

/** A whole number from `min` to `max`. The default is the range of PostgreSQL's `integer` from 0. */
export const wholeNumber = (min = 0, max = MAX_INT) =>
  integer
    .refine((value) => value >= min, `Ensure this value is greater than or equal to ${min}.`)
    .refine((value) => value <= max, `Ensure this value is less than or equal to ${max}.`);

/** A boolean as the API writes it: exactly `0` or `1`. */
export const zeroOrOne = z.enum(['0', '1'], 'Use 0 or 1.').transform((value) => value === '1');

/** A boolean as MAAS 1.8 and later read it, in any case. */
export const flag = z.stringbool({
  truthy: ['1', 'true', 'yes', 'on'],
  falsy: ['0', 'false', 'no', 'off'],
  error: 'Use true or false.',
});

/** Reads an id in a path. Returns undefined for a text that cannot be an id. */
export function pathId(text: string): number | undefined {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return id > 0 && id <= MAX_INT ? id : undefined;
}

/** Bytes as base64 text. Blanks and line ends in it are ignored (RFC 4648, RFC 2045). */
export const base64 = z.string().transform((text, context) => {
  const compact = text.replace(/\s+/g, '');
  if (compact !== '' && compact.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(compact)) {
    return Buffer.from(compact, 'base64');
  }
  context.addIssue({ code: 'custom', message: 'Enter base64-encoded data.' });
  return z.NEVER;
});
