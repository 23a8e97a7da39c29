import { readFile } from 'node:fs/promises';
import { ClusterError } from '../error.js';

/** The numbers of Linux for the capabilities that dnsmasq needs. */
const NEEDED = { CAP_NET_BIND_SERVICE: 10, CAP_NET_ADMIN: 12, CAP_NET_RAW: 13 } as const;

/** Checks that a child of this process may serve DHCP. @throws ClusterError that says how to permit it */
export async function requireCapabilities(statusFile = '/proc/self/status'): Promise<void> {
  const missing = findMissing(await readFile(statusFile, 'utf8'));
  if (missing.length === 0) return;
  throw new ClusterError(
    `DHCP needs ${missing.join(', ')}. Run the command as root, or by systemd with AmbientCapabilities (see docs/cluster.md).`,
  );
}

/** A child of root gets the effective capabilities; a child of another account only the ambient ones. */
export function findMissing(status: string): string[] {
  const isRoot = /^Uid:\s+\d+\s+0\s/m.test(status);
  const set = new RegExp(`^Cap${isRoot ? 'Eff' : 'Amb'}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0';
  const held = BigInt(`0x${set}`);
  return Object.entries(NEEDED)
    .filter(([, bit]) => ((held >> BigInt(bit)) & 1n) === 0n)
    .map(([name]) => name);
}
