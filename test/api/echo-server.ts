import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import fastify, { type FastifyRequest } from 'fastify';
import { vi } from 'vitest';
import { z } from 'zod';
import { queryParameters, readParameters, registerBodyParsers } from '../../src/api/body/body.js';
import { BodyBudget } from '../../src/api/body/body-budget.js';
import { SIGNED } from '../../src/api/body/limits.js';
import { ClientError } from '../../src/errors.js';
import type { Input } from '../../src/params/input.js';

/** What the server found in a body; contents as latin1, a character a byte. */
const Echo = z.object({
  query: z.array(z.tuple([z.string(), z.string()])),
  entries: z.array(z.tuple([z.string(), z.string()])),
  files: z.array(z.object({ field: z.string(), filename: z.string(), size: z.number(), content: z.string() })),
});
export type Echo = z.infer<typeof Echo>;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Takes the place of the usual handling of a request that was read. */
type Handler = (request: FastifyRequest, read: () => Promise<Input>) => Promise<unknown>;

export interface EchoServer extends AsyncDisposable {
  readonly port: number;
  /** The folder of its temporary files */
  readonly folder: string;
  handler: Handler;
  /** Sends bytes as they are on a connection of their own and reads until the server closes it. */
  raw(pieces: readonly (Buffer | string)[]): Promise<Answer>;
  /** Sends a POST with this body. */
  post(type: string | undefined, body: Buffer | string, method?: string): Promise<Answer>;
  /** Files in `folder`, with or without a name, that are open or lie there. */
  temporaryFiles(): string[];
}

export function echoOf({ status, text }: Answer): Echo {
  if (status !== 200) throw new Error(`status ${status}: ${text}`);
  return Echo.parse(JSON.parse(text));
}

async function echo(request: FastifyRequest, read: () => Promise<Input>): Promise<Echo> {
  const parameters = await read();
  const files = parameters.files.map(async ({ field, filename = '', size, stream, bytes }) => {
    const [streamed, whole] = [await buffer(stream()), await bytes()];
    if (!streamed.equals(whole)) throw new Error('the file streams otherwise than it reads');
    return { field, filename, size, content: whole.toString('latin1') };
  });
  return { query: queryParameters(request).entries(), entries: parameters.entries(), files: await Promise.all(files) };
}

/** A bare Fastify with nothing but the body parsers, which tells what it has read. */
export async function startEchoServer(): Promise<EchoServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-echo-'));
  vi.stubEnv('TMPDIR', folder);
  const app = fastify({ forceCloseConnections: true });
  await app.register(async (scope) => {
    await registerBodyParsers(scope, new BodyBudget({ bodies: 100, bytes: 268_435_456 }));
    scope.all('/', async (request, reply) => {
      try {
        return await server.handler(request, () => readParameters(request, SIGNED));
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        return reply.code(error.status).type('text/plain').send(error.message);
      }
    });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = addressOf(app.server.address());
  const raw = (pieces: readonly (Buffer | string)[]) => exchange(port, pieces);
  const server: EchoServer = {
    port,
    folder,
    handler: echo,
    raw,
    post(type, body, method = 'POST') {
      const bytes = Buffer.from(body);
      const typeLine = type === undefined ? '' : `Content-Type: ${type}\r\n`;
      const lines = `${method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${typeLine}Content-Length: ${bytes.length}`;
      return raw([`${lines}\r\n\r\n`, bytes]);
    },
    temporaryFiles: () => [...readdirSync(folder), ...openFiles().filter((name) => name.startsWith(folder))],
    async [Symbol.asyncDispose]() {
      await app.close();
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    },
  };
  return server;
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address;
}

function exchange(port: number, pieces: readonly (Buffer | string)[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = net.connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.on('error', reject);
    socket.on('data', (piece) => received.push(piece));
    socket.on('close', () => {
      const [head = '', ...body] = Buffer.concat(received).toString('utf8').split('\r\n\r\n');
      resolve({ status: Number(head.split(' ', 2)[1]), text: body.join('\r\n\r\n') });
    });
  });
}

/** The files that this process has open, those without a name under the one they had. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}
