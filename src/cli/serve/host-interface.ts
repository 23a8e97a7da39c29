import { networkInterfaces } from 'node:os';
import { CliError } from '../lib/io.js';

/** A network interface of this host, with its first IPv4 address. */
export interface HostInterface {
  readonly interface: string;
  readonly ip: string;
  readonly subnet_mask: string;
}

/** @throws CliError when this host has no such interface, or the interface has no IPv4 address */
export function interfaceOf(name: string): HostInterface {
  const present = networkInterfaces();
  const found = present[name]?.find(({ family }) => family === 'IPv4');
  if (found) return { interface: name, ip: found.address, subnet_mask: found.netmask };
  const names = Object.keys(present).filter((each) => present[each]?.some(({ internal }) => !internal));
  const has = names.length > 0 ? `It has ${names.join(', ')}.` : 'It has none that is up.';
  if (present[name]) throw new CliError(`The interface ${name} has no IPv4 address. Give it one first.`);
  throw new CliError(`This host has no interface ${JSON.stringify(name)} that is up. ${has}`);
}
