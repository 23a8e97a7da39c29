import { networkInterfaces } from 'node:os';
import type { ClusterConfig } from '../config.js';

/** The managed interfaces that this host does not have as the region describes them, a line for each. */
export function findAbsentInterfaces({ interfaces }: Pick<ClusterConfig, 'interfaces'>): string[] {
  const present = networkInterfaces();
  return interfaces
    .filter(({ management }) => management !== 0)
    .flatMap(({ interface: name, ip }) => {
      const addresses = present[name];
      if (!addresses) return `this host has no interface ${JSON.stringify(name)} that is up`;
      if (addresses.some(({ address }) => address === ip)) return [];
      return `interface ${name} of this host does not have the address ${ip} that the region has for it`;
    });
}
