import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { FIRST_PATH, FIRST_SCRIPT } from '../../cluster/boot/scripts.js';
import type { ManagedNetwork } from '../../cluster/dnsmasq/networks.js';
import { findForeignServers } from '../../cluster/probe/probe.js';
import { sendHttpRequest } from '../../http/request.js';
import { CliError } from '../lib/io.js';

interface Port {
  readonly protocol: 'TCP' | 'UDP';
  readonly number: number;
  readonly address: string;
}

const DHCP = 67;
const TFTP = 69;
const DNS = 53;
const TIMEOUTS = { connectMs: 2_000, headersMs: 2_000, idleMs: 2_000 };
const MAX_BYTES = 64 * 1024;

/** Checks that no other program uses the ports of the cluster. @throws CliError */
export async function checkPorts(httpPort: number, networks: readonly ManagedNetwork[]): Promise<string> {
  if (await isRunning(httpPort)) return 'used by the running cluster';
  const ports: Port[] = [
    { protocol: 'TCP', number: httpPort, address: '0.0.0.0' },
    { protocol: 'UDP', number: DHCP, address: '0.0.0.0' },
    ...networks.flatMap(({ ip: address, dns }): Port[] => [
      { protocol: 'UDP', number: TFTP, address },
      ...(dns
        ? [{ protocol: 'UDP', number: DNS, address } as const, { protocol: 'TCP', number: DNS, address } as const]
        : []),
    ]),
  ];
  const used = (await Promise.all(ports.map(async (port) => ((await isUsed(port)) ? [describe(port)] : [])))).flat();
  if (used.length > 0) throw new CliError(`used by another program (see \`ss -tulpn\`): ${used.join(', ')}`);
  return `free: ${ports.map(describe).join(', ')}`;
}

/** Checks that no other DHCP server answers in the managed networks. It takes 5 seconds for each. @throws CliError */
export async function checkForeignDhcp(networks: readonly ManagedNetwork[]): Promise<string> {
  const shown: string[] = [];
  const problems: string[] = [];
  for (const network of networks) {
    const servers = await findForeignServers(network, new AbortController().signal);
    if (servers?.length) problems.push(`${servers.join(', ')} answers on ${network.interface}`);
    shown.push(
      `${network.interface} ${servers ? 'has no other server' : 'is not probed: it has no carrier, or not its address'}`,
    );
  }
  if (problems.length > 0) throw new CliError(`another DHCP server: ${problems.join('; ')}`);
  return shown.length > 0 ? shown.join(', ') : 'no interface is managed';
}

/** Whether a cluster of this host serves boot. */
async function isRunning(httpPort: number): Promise<boolean> {
  try {
    const server = new URL(`http://127.0.0.1:${httpPort}`);
    using answer = await sendHttpRequest(
      { method: 'GET', server, path: FIRST_PATH },
      TIMEOUTS,
      new AbortController().signal,
    );
    return (await answer.readText(MAX_BYTES)) === FIRST_SCRIPT;
  } catch {
    return false;
  }
}

async function isUsed({ protocol, number: port, address }: Port): Promise<boolean> {
  const exclusive = true;
  const socket =
    protocol === 'TCP'
      ? createServer().listen({ port, host: address, exclusive })
      : // dnsmasq too shares the port of DHCP with servers of other networks, such as that of libvirt.
        createSocket({ type: 'udp4', reuseAddr: port === DHCP }).bind({ port, address, exclusive });
  try {
    await once(socket, 'listening');
    return false;
  } catch (error) {
    // Other checks report a missing right, and a missing address.
    return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  } finally {
    socket.close();
  }
}

function describe({ protocol, number, address }: Port): string {
  return `${protocol} ${address}:${number}`;
}
