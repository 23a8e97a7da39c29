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
  await checkPort({ setting: 'HOST', host, port });
  if (second !== undefined) await checkPort({ setting: 'ALSO_LISTEN', host: second, port });
}

/** Where a server listens, and the setting that says so. */
interface Address extends Pick<Settings, 'host' | 'port'> {
  readonly setting: 'HOST' | 'ALSO_LISTEN';
}

async function checkPort(address: Address): Promise<void> {
  const { host, port } = address;
  const probe = createServer();
  try {
    probe.listen({ host, port, exclusive: true });
    await once(probe, 'listening');
  } catch (error) {
    throw explainListenError(error, address);
  }
  probe.close();
  await once(probe, 'close');
}

/** Explains why a server cannot listen. Other errors are returned as they are. */
export function explainListenError(error: unknown, { setting, host, port }: Address): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const all = setting === 'HOST' ? ', or to 0.0.0.0 for all' : '';
  const problem = {
    EADDRINUSE: `Port ${port} of ${host} is in use. Stop the program that uses it, or set PORT to another port.`,
    EACCES: `This account may not listen on port ${port}. Set PORT to 1024 or above, or let a proxy listen on ${port}.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Set ${setting} to one${all}.`,
    ENOTFOUND: `The name ${host} has no address. Set ${setting} to an address of this machine${all}.`,
    EAI_AGAIN: `The name ${host} cannot be resolved now. Set ${setting} to an address of this machine.`,
  }[code];
  return problem === undefined ? error : new CliError(problem, { cause: error });
}
