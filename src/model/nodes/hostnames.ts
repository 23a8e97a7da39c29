import { randomInt } from 'node:crypto';
import { z } from 'zod';

const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/;
const MAX_LENGTH = 255;

/**
 * A hostname, plain or with a domain. Labels have letters, digits and dashes; all but the first may have underscores
 * (docs/contract/nodes.md B2, after RFC 952 and RFC 1123).
 */
export const hostname = z
  .string()
  .max(MAX_LENGTH, `Ensure this value has at most ${MAX_LENGTH} characters.`)
  .refine(isHostname, 'Enter a valid hostname.');

function isHostname(text: string): boolean {
  const labels = text.split('.');
  return labels.every((label) => LABEL.test(label)) && !labels[0]?.includes('_');
}

/** Names made from addresses (`192-168-5-19.domain`), which some DHCP servers assign. They are not kept. */
const FROM_ADDRESS = /^(\d{1,3}-){3}\d{1,3}/;

export function isMadeFromAddress(name: string): boolean {
  return FROM_ADDRESS.test(name);
}

/** Letters and digits that are not easily confused, spoken or written. */
const ALPHABET = 'abcdefghjkmnpqrtwxy346789';
const RANDOM_LENGTH = 5;

/** Makes a random name in a domain, or without domain when `domain` holds only dots and blanks. */
export function makeRandomHostname(domain: string): string {
  const label = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const suffix = domain.replace(/^[.\s]+|[.\s]+$/g, '');
  return suffix === '' ? label : `${label}.${suffix}`;
}

export const HOSTNAME_TAKEN = 'Node with this Hostname already exists.';
