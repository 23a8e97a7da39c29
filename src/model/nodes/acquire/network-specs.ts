import { isIP } from 'node:net';
import { z } from 'zod';

/** The name of a network, an address in it, or its VLAN tag, as a constraint gives it (docs/contract/rest.md 4.3). */
export interface NetworkSpec {
  readonly kind: 'name' | 'ip' | 'vlan';
  readonly value: string;
}

const NAME = /^[A-Za-z0-9_-]+$/;
const TAG = /^(?:-?\d{1,9}|0x[0-9a-f]{1,8})$/i;
const MAX_TAG = 4_094;

/** Parses a specification: `storage`, `ip:10.1.2.3` or `vlan:0x1ac`. Returns a text with the problem if invalid. */
function parseNetworkSpec(text: string): NetworkSpec | string {
  const colon = text.indexOf(':');
  if (colon < 0) return NAME.test(text) ? { kind: 'name', value: text } : `Invalid network name: '${text}'.`;
  const value = text.slice(colon + 1);
  switch (text.slice(0, colon)) {
    case 'ip':
      return isIP(value) && !value.includes('%') ? { kind: 'ip', value } : `Invalid IP address: '${value}'.`;
    case 'vlan':
      return parseTag(value);
    default:
      return `Invalid network specifier: '${text}'.`;
  }
}

function parseTag(text: string): NetworkSpec | string {
  if (!TAG.test(text)) return `Invalid VLAN tag: '${text}'.`;
  const tag = Number(text);
  return tag >= 1 && tag <= MAX_TAG
    ? { kind: 'vlan', value: String(tag) }
    : `Invalid VLAN tag: out of range (1-${MAX_TAG}).`;
}

export const networkSpec = z.string().transform((text, context) => {
  const spec = parseNetworkSpec(text);
  if (typeof spec !== 'string') return spec;
  context.addIssue({ code: 'custom', message: spec });
  return z.NEVER;
});
