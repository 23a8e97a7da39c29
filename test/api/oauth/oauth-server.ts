import net from 'node:net';
import fastify from 'fastify';
import { z } from 'zod';
import { readParameters, registerBodyParsers } from '../../../src/api/body/body.js';
import { BodyBudget } from '../../../src/api/body/body-budget.js';
import { SIGNED } from '../../../src/api/body/limits.js';
import { Authenticator } from '../../../src/api/oauth/authenticator.js';
import type { Database } from '../../../src/db/database.js';
import { ClientError, Unauthorized } from '../../../src/errors.js';

const CallerShape = z.object({
  user: z.object({ id: z.number(), username: z.string(), isSuperuser: z.boolean(), isActive: z.boolean() }).nullable(),
  token: z.object({ id: z.number(), key: z.string() }).nullable(),
  address: z.string(),
});

/** What the server says about a request: who it comes from, or why it was refused. */
export interface Verdict {
  readonly status: number;
  readonly challenge: boolean;
  readonly text: string;
  readonly username: string | null;
}

export interface OAuthServer extends AsyncDisposable {
  readonly url: URL;
  readonly authenticator: Authenticator;
  ask(path: string, options?: Ask): Promise<Verdict>;
}

interface Ask {
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

/** A bare Fastify that tells who calls. */
export async function startOAuthServer(database: Database): Promise<OAuthServer> {
  const authenticator = new Authenticator(database);
  const app = fastify({ forceCloseConnections: true });
  await app.register(async (scope) => {
    await registerBodyParsers(scope, new BodyBudget({ bodies: 100, bytes: 268_435_456 }));
    scope.all('/*', async (request, reply) => {
      try {
        return await authenticator.authenticate(
          request,
          `http://${request.host}`,
          await readParameters(request, SIGNED),
        );
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        const challenge = error instanceof Unauthorized && error.challenge ? 'OAuth' : '';
        return reply.code(error.status).header('x-challenge', challenge).type('text/plain').send(error.message);
      }
    });
  });
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  return {
    url,
    authenticator,
    ask: (path, options = {}) => ask(url, path, options),
    async [Symbol.asyncDispose]() {
      await app.close();
      await authenticator.close();
    },
  };
}

/** fetch joins headers of one name; here each is a line of its own. */
function ask(url: URL, path: string, { method = 'GET', headers = [], body = '' }: Ask): Promise<Verdict> {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${url.host}`,
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(url.port), url.hostname, () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    });
    const received: Buffer[] = [];
    socket.on('error', reject);
    socket.on('data', (piece) => received.push(piece));
    socket.on('close', () => resolve(verdictOf(Buffer.concat(received).toString('utf8'))));
  });
}

function verdictOf(response: string): Verdict {
  const [head = '', text = ''] = response.split('\r\n\r\n', 2);
  const status = Number(head.split(' ', 2)[1]);
  const username = status === 200 ? (CallerShape.parse(JSON.parse(text)).user?.username ?? null) : null;
  return { status, challenge: /x-challenge: OAuth/i.test(head), text, username };
}
