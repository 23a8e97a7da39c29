import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseLeases } from './leases.js';

const POLL_MS = 1_000;

export type Leases = ReadonlyMap<string, string>;

/** The leases in a file of dnsmasq that have not expired; none while the file is missing. @param now in milliseconds */
export async function readLeases(file: string, now = Date.now()): Promise<Leases> {
  return parseLeases(await readFile(file, 'utf8').catch(() => ''), now / 1_000);
}

/**
 * Calls `onChange` within about a second after addresses or machines in a lease file change. A new time of expiry is not a
 * change. dnsmasq writes the file in place, so a change in the middle of that is seen again.
 */
export function watchLeases(file: string, onChange: (leases: Leases) => void): Disposable {
  let last = '';
  const look = async () => {
    const leases = await readLeases(file);
    const text = JSON.stringify([...leases].sort());
    if (text === last) return;
    last = text;
    onChange(leases);
  };
  const listener = () => void look();
  watchFile(file, { interval: POLL_MS }, listener);
  return { [Symbol.dispose]: () => unwatchFile(file, listener) };
}
