import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { Logger } from 'pino';
import { z } from 'zod';
import { pause } from '../../cluster/wait.js';
import { CliError } from '../lib/io.js';

export const hostInterface = z.object({ interface: z.string(), ip: z.ipv4(), subnet_mask: z.ipv4() });

/** A network interface of this host, with its first IPv4 address. */
export type HostInterface = Readonly<z.infer<typeof hostInterface>>;

const POLL_MS = 1_000;

/**
 * Waits until an interface of this host has an IPv4 address. The kernel shows the address only with a carrier, so a switch
 * that is off must not fail the start.
 * @throws CliError when this host has no such interface, or the signal's reason
 */
export async function awaitInterface(name: string, log: Logger, signal: AbortSignal): Promise<HostInterface> {
  for (let isLogged = false; ; isLogged = true) {
    await requireInterface(name);
    const found = findInterface(name);
    if (found) return found;
    if (!isLogged) log.warn(`waiting until the interface ${name} has a carrier and an IPv4 address`);
    await pause(POLL_MS, signal);
  }
}

/** @throws CliError when this host has no such interface, also without a carrier */
export async function requireInterface(name: string): Promise<void> {
  const table = await readFile('/proc/net/dev', 'utf8');
  const names = [...table.matchAll(/^\s*([^\s|]+):/gm)].map(([, each]) => each);
  if (names.includes(name)) return;
  const others = names.filter((each) => each !== 'lo').join(', ');
  throw new CliError(`This host has no interface ${JSON.stringify(name)}. It has ${others === '' ? 'none' : others}.`);
}

function findInterface(name: string): HostInterface | undefined {
  const found = networkInterfaces()[name]?.find(({ family }) => family === 'IPv4');
  return found && { interface: name, ip: found.address, subnet_mask: found.netmask };
}
