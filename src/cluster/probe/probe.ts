import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { pause } from '../wait.js';
import { readOffer, writeDiscover } from './packet.js';

const CLIENT_PORT = 68;
const SERVER_PORT = 67;
/** dnsmasq pings an address for 3 seconds before it offers the address. */
const WAIT_MS = 5_000;

/** The interface that is probed: its name and its address. */
export interface Probed {
  readonly interface: string;
  readonly ip: string;
}

/**
 * Asks for an address in a network, and never takes one.
 * @returns the DHCP servers that offer one, without that of this host; with its address when two of this host offer one;
 *   undefined without a carrier, as nothing can be asked
 * @throws an error of Node when port 68 cannot be used, or the signal's reason
 */
export async function findForeignServers(
  probed: Probed,
  signal: AbortSignal,
  waitMs = WAIT_MS,
): Promise<string[] | undefined> {
  // Before the probe, as Node leaves out an interface without a carrier: the only machine of a network may power off.
  const interfaces = networkInterfaces();
  const mac = interfaces[probed.interface]?.find(({ address }) => address === probed.ip)?.mac;
  if (mac === undefined) return undefined;
  const transaction = randomBytes(4).readUInt32BE();
  const found: string[] = [];
  // Offers are broadcast, which a socket with an address does not receive. A broadcast leaves by the interface of its sender.
  using receiver = await open('0.0.0.0');
  using sender = await open(probed.ip);
  receiver.socket.on('message', (packet) => {
    const server = readOffer(packet, transaction);
    if (server !== undefined) found.push(server);
  });
  sender.socket.setBroadcast(true);
  sender.socket.send(writeDiscover(mac, transaction), SERVER_PORT, '255.255.255.255');
  await pause(waitMs, signal);
  const own = new Set(Object.values(interfaces).flatMap((addresses) => addresses?.map((a) => a.address)));
  // Programs that share port 67 all receive the question.
  const isForeign = (server: string, index: number) => !own.has(server) || found.indexOf(server) !== index;
  return [...new Set(found.filter(isForeign))];
}

async function open(address: string): Promise<{ socket: Socket } & Disposable> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.bind(CLIENT_PORT, address);
  try {
    await once(socket, 'listening');
  } catch (error) {
    socket.close();
    throw error;
  }
  // An error event without a listener ends the process.
  socket.on('error', () => {});
  return { socket, [Symbol.dispose]: () => void socket.close() };
}
