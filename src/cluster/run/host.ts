import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import type { ClusterConfig } from '../config.js';

const INTERFACES = '/sys/class/net';

/**
 * The managed interfaces that this host does not have as the region describes them, a line for each. An interface without a
 * carrier is no problem: all machines of its network may be off.
 */
export function findAbsentInterfaces({ interfaces }: Pick<ClusterConfig, 'interfaces'>, folder = INTERFACES): string[] {
  const present = networkInterfaces();
  return interfaces
    .filter(({ management }) => management !== 0)
    .flatMap(({ interface: name, ip }) => {
      const addresses = present[name];
      if (!addresses && lacksCarrier(path.join(folder, path.basename(name)))) return [];
      if (!addresses) return `this host has no interface ${JSON.stringify(name)} that is up`;
      if (addresses.some(({ address }) => address === ip)) return [];
      return `interface ${name} of this host does not have the address ${ip} that the region has for it`;
    });
}

/** Node leaves out interfaces without a carrier. The kernel says 0 for one that is up apart from that. */
function lacksCarrier(folder: string): boolean {
  try {
    return readFileSync(path.join(folder, 'carrier'), 'utf8').trim() === '0';
  } catch {
    return false;
  }
}
