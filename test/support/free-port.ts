import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that is free for TCP and UDP. It is none of those that systems give to connections going out:
 * else one of another test's could take it before it is used.
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
