import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';

const TIMEOUT_MS = 2_000;
/** Concurrent look-ups. Anonymous callers choose the names, and the system's few resolver threads are shared. */
const MAX_LOOKUPS = 2;
const known = new LRUCache<string, string>({ max: 100, ttl: 60_000 });
let lookups = 0;

/** The address of the host in a URL, preferably IPv4. The host's name when the look-up fails. */
export async function resolveHostAddress(url: string): Promise<string> {
  const host = hostOf(url);
  if (isIP(host) || host === '') return host;
  const found = known.get(host);
  if (found !== undefined) return found;
  if (lookups >= MAX_LOOKUPS) return host;
  const address = await Promise.race([resolve(host), wait(TIMEOUT_MS, host, { ref: false })]);
  known.set(host, address);
  return address;
}

async function resolve(host: string): Promise<string> {
  lookups += 1;
  try {
    return (await lookup(host, { order: 'ipv4first' })).address;
  } catch {
    return host;
  } finally {
    lookups -= 1;
  }
}

/** @returns "" for a text that is not a valid URL */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}
