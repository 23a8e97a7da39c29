// Packets of DHCP (RFC 2131, 2) as far as a probe needs them.
import { isIPv4 } from 'node:net';

const MAGIC = Buffer.from([0x63, 0x82, 0x53, 0x63]);
const HEADER_BYTES = 236;
/** Some servers ignore shorter ones. */
const LEAST_BYTES = 300;
const PAD = 0;
const END = 255;
const MESSAGE_TYPE = 53;
const SERVER_IDENTIFIER = 54;
const DISCOVER = 1;
const OFFER = 2;
/** The answer has to be a broadcast, as the address that is offered is not configured. */
const BROADCAST_FLAG = 0x8000;

/** A DHCPDISCOVER. @param mac with colons @param transaction 32 bits by which its answers are known */
export function writeDiscover(mac: string, transaction: number): Buffer {
  const packet = Buffer.alloc(LEAST_BYTES);
  packet.set([1, 1, 6, 0]);
  packet.writeUInt32BE(transaction, 4);
  packet.writeUInt16BE(BROADCAST_FLAG, 10);
  packet.write(mac.replaceAll(':', ''), 28, 'hex');
  packet.set(MAGIC, HEADER_BYTES);
  packet.set([MESSAGE_TYPE, 1, DISCOVER, END], HEADER_BYTES + MAGIC.length);
  return packet;
}

/** The address of the server that sent an offer; undefined for another packet, or a broken one. */
export function readOffer(packet: Buffer, transaction: number): string | undefined {
  const start = HEADER_BYTES + MAGIC.length;
  if (packet.length < start || packet[0] !== 2 || packet.readUInt32BE(4) !== transaction) return undefined;
  if (!packet.subarray(HEADER_BYTES, start).equals(MAGIC)) return undefined;
  const options = readOptions(packet.subarray(start));
  if (options.get(MESSAGE_TYPE)?.[0] !== OFFER) return undefined;
  const server = options.get(SERVER_IDENTIFIER)?.join('.') ?? '';
  return isIPv4(server) ? server : undefined;
}

function readOptions(bytes: Buffer): Map<number, Buffer> {
  const options = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at] ?? END;
    if (code === END) break;
    const length = code === PAD ? -1 : (bytes[at + 1] ?? 0);
    if (code !== PAD) options.set(code, bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return options;
}
