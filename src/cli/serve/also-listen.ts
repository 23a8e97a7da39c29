import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../../settings.js';
import { explainListenError, secondHost } from './check-port.js';

/**
 * Serves an application on another address, too. All limits of the application hold for both addresses together, except
 * `server.maxConnections`: a server counts only what it accepts itself, so each has that cap.
 * @returns a function that ends it, and resolves when its connections have ended
 * @throws CliError when this process cannot listen there
 */
export async function listenAlso(
  app: FastifyInstance,
  settings: Pick<Settings, 'alsoListen' | 'host' | 'port'>,
): Promise<() => Promise<void>> {
  const host = secondHost(settings);
  const { port } = settings;
  if (host === undefined) return async () => {};
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    app.server.emit('connection', socket);
  });
  server.maxConnections = app.server.maxConnections;
  server.listen({ host, port });
  await once(server, 'listening').catch((error: unknown) => {
    throw explainListenError(error, { setting: 'ALSO_LISTEN', host, port });
  });
  return async () => {
    server.close();
    await once(server, 'close');
  };
}
