import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Settings } from '../../settings.js';
import { CliError } from '../lib/io.js';

type Addresses = Pick<Settings, 'alsoListen' | 'host' | 'port'>;

/** The host of ALSO_LISTEN; undefined when HOST covers it. */
export function secondHost({ alsoListen, host }: Addresses): string | undefined {
  return [alsoListen, '0.0.0.0', '::'].includes(host) ? undefined : alsoListen;
}

/**
 * Checks that this process may listen where HOST and ALSO_LISTEN say. It comes before anything is made, since a first start
 * takes seconds.
 * @throws CliError with what to do
 */
export async function checkPorts(settings: Addresses): Promise<void> {
  const { host, port } = settings;
  const second = secondHost(settings);
  await checkPort({ host, port });
  if (second !== undefined) await checkPort({ host: second, port });
}

async function checkPort({ host, port }: Pick<Settings, 'host' | 'port'>): Promise<void> {
  const probe = createServer();
  try {
    probe.listen({ host, port, exclusive: true });
    await once(probe, 'listening');
  } catch (error) {
    throw explainListenError(error, { host, port });
  }
  probe.close();
  await once(probe, 'close');
}

/** Explains why a server cannot listen. Other errors are returned as they are. */
export function explainListenError(error: unknown, { host, port }: Pick<Settings, 'host' | 'port'>): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const problem = {
    EADDRINUSE: `Port ${port} of ${host} is in use. Stop the program that uses it, or set PORT to another port.`,
    EACCES: `This account may not listen on port ${port}. Set PORT to 1024 or above, or let a proxy listen on ${port}.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Set HOST to one, or to 0.0.0.0 for all.`,
    ENOTFOUND: `The name ${host} has no address. Set HOST to an address of this machine, or to 0.0.0.0 for all.`,
    EAI_AGAIN: `The name ${host} cannot be resolved now. Set HOST to an address of this machine.`,
  }[code];
  return problem === undefined ? error : new CliError(problem, { cause: error });
}
