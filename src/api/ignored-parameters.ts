import { toUSVString } from 'node:util';
import { Invalid } from '../errors.js';
import type { Input } from '../params/input.js';
import type { Operation } from './operation/operation.js';
import type { Reply } from './reply/reply.js';

/** The most names in a header or an audit record, and the most characters of each. */
const MOST_NAMES = 20;
const MOST_CHARACTERS = 100;

/** Parameters that an operation does not know, of those operations that say which ones they know. */
export function ignoredParameters({ params, unused }: Operation, input: Input): string[] {
  if (!unused) return [];
  const known = new Set(['op', ...Object.keys(params), ...unused]);
  const names = [...new Set([...input.names(), ...input.files.map(({ field }) => field)])];
  return names.filter((name) => !known.has(name) && !name.startsWith('oauth_')).sort();
}

/** A few of the names, percent-encoded. */
export function shownNames(names: readonly string[]): string[] {
  return names.slice(0, MOST_NAMES).map((name) => encodeURIComponent(toUSVString(name)).slice(0, MOST_CHARACTERS));
}

/** @throws Invalid when there are any */
export function refuseIgnored(names: readonly string[]): void {
  if (names.length === 0) return;
  throw new Invalid(Object.fromEntries(shownNames(names).map((name) => [name, ['This parameter is not known.']])));
}

/** Names ignored parameters in a header of the reply. */
export function nameIgnored(reply: Reply, names: readonly string[]): Reply {
  return names.length === 0 ? reply : reply.withHeader('X-MAAS-Ignored-Parameters', shownNames(names).join(', '));
}
