import { once } from 'node:events';
import { createServer } from 'node:net';
import { EmbeddedError } from './error.js';

/** Returns a free TCP port of 127.0.0.1. @throws EmbeddedError when no port is free */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new EmbeddedError('There is no free port.');
  return address.port;
}
