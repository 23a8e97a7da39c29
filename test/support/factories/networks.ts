import type { Form } from '../body.js';
import type { Region } from '../region.js';
import { Macs, Network } from '../shapes.js';
import { uniqueName } from './names.js';

let count = 0;

/** Makes a network. Default: an unused /24. */
export async function makeNetwork(region: Region, fields: Form = {}): Promise<Network> {
  count += 1;
  const form = { name: uniqueName('net'), ip: `172.16.${count}.0`, netmask: '255.255.255.0', ...fields };
  return (await region.post('admin', 'networks/', form)).as(Network);
}

/** Makes a network of this name unless it exists. */
export async function ensureNetwork(region: Region, name: string): Promise<void> {
  const found = await region.database.prisma.network.findUnique({ where: { name } });
  if (!found) await makeNetwork(region, { name });
}

/** Attaches MAC addresses of nodes to a network. */
export async function connectMacs(region: Region, network: string, ...macs: readonly string[]): Promise<void> {
  (await region.post('admin', `networks/${network}/`, { op: 'connect_macs', macs })).ok();
}

/** The MAC addresses that a network has, as an administrator sees them. */
export async function connectedMacs(region: Region, network: string): Promise<string[]> {
  const found = await region.get('admin', `networks/${network}/`, { op: 'list_connected_macs' });
  return found.as(Macs).map(({ mac_address }) => mac_address);
}
