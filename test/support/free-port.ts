import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Returns a port of 127.0.0.1 that is free for TCP and UDP. It is outside of the range of outgoing connections, since a
 * connection of another test could take it first.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    if ((await isFree(createServer().listen(port, '127.0.0.1'))) && (await isFree(udp(port)))) return port;
  }
}

const udp = (port: number) => createSocket('udp4').bind(port, '127.0.0.1');

async function isFree(holder: ReturnType<typeof createServer> | ReturnType<typeof createSocket>): Promise<boolean> {
  try {
    await once(holder, 'listening');
  } catch {
    return false;
  }
  const closed = once(holder, 'close');
  holder.close();
  await closed;
  return true;
}
