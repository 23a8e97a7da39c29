// Values of settings that are lists of addresses.
import { type BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { networkList } from './network-list.js';

/** Words with blanks or commas between them. */
export const words = z
  .string()
  .default('')
  .transform((value) => value.split(/[\s,]+/).filter((word) => word !== ''));

export const cidrs = words.refine(
  (list) => list.every((word) => word === 'all' || isCidr(word)),
  'Use addresses or CIDRs.',
);

/** Networks that are permitted in addition to those of a rule. */
export const networks = words
  .refine((list) => list.every(isCidr), 'Use addresses or CIDRs.')
  .transform((list) => networkList(list))
  .describe('addresses and CIDRs with commas between them');

function isCidr(word: string): boolean {
  const [base = '', bits, ...rest] = word.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(base)] ?? -1;
  return (
    rest.length === 0 && longest > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest))
  );
}

/** Names of networks that Fastify knows. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Proxies; `off` for none. */
export const proxies = words
  .refine(
    (list) => list.every((word) => word === 'off' || NETWORKS.includes(word) || isCidr(word)),
    'Use addresses or CIDRs.',
  )
  .transform((list) => list.filter((word) => word !== 'off'));

const MAC_PREFIX = /^[\da-f]{2}(?:[:-][\da-f]{2}){0,5}[:-]?$/i;

/** MAC addresses or their first bytes, with colons and in lower case. */
export const macPrefixes = words
  .refine(
    (list) => list.every((word) => MAC_PREFIX.test(word)),
    'Use MAC addresses or their first bytes, such as 02:5e.',
  )
  .transform((list) => list.map((word) => word.toLowerCase().replaceAll('-', ':').replace(/:$/, '')));

/** @returns undefined for a list that allows all addresses */
export function addressList(list: readonly string[]): BlockList | undefined {
  if (list.length === 0 || list.includes('all')) return undefined;
  return networkList(list);
}
