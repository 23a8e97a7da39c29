import type { AddressInfo } from 'node:net';
import path from 'node:path';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ClusterConfig } from '../config.js';
import { ClusterError } from '../error.js';
import { FileCache } from './cache.js';
import { sendFile } from './files.js';
import type { BootImage } from './image.js';
import type { Log } from './log.js';
import { PROGRAMS } from './programs/programs.js';
import { NoBoot, readPxeConfig } from './pxeconfig.js';
import {
  bootScript,
  FILES_PATH,
  FIRST_PATH,
  FIRST_SCRIPT,
  PROGRAMS_PATH,
  SCRIPT_PATH,
  waitingScript,
} from './scripts.js';
import { type BootFiles, fillTftpFolder } from './tftp.js';

export interface BootServerOptions {
  /** The base URL of the region, such as http://10.0.0.10:5240/MAAS */
  readonly region: URL;
  readonly clusterUuid: string;
  /** The folder for files of images and for TFTP. dnsmasq has to be able to read it. */
  readonly folder: string;
  /** The most bytes of files of images; 20 GiB by default */
  readonly maxBytes?: number;
  /** Where the server listens; port 0 takes a free one. */
  readonly address: string;
  readonly port: number;
  readonly log: Log;
  /** Where iPXE is; the folder of Debian's package ipxe by default */
  readonly ipxeFolder?: string;
  /** Paths of boot loaders for further firmware, or instead of Debian's iPXE */
  readonly bootLoaders?: BootFiles;
}

/** The HTTP server from which machines boot. */
export interface BootServer {
  readonly port: number;
  /** The folder that a TFTP server has to serve. */
  readonly tftpRoot: string;
  readonly bootFiles: BootFiles;
  /** The path of the script that iPXE has to boot. */
  readonly scriptPath: string;
  /** Replaces the images with which machines boot, and the uuid of a cluster that registered anew. */
  update(config: Pick<ClusterConfig, 'images'> & Partial<Pick<ClusterConfig, 'uuid'>>): void;
  close(): Promise<void>;
}

const MAX_BYTES = 20 * 1024 ** 3;
const MAC = /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/;
const machineQuery = z.object({
  mac: z
    .string()
    .transform((text) => text.toLowerCase().replaceAll(':', '-'))
    .pipe(z.string().regex(MAC)),
  arch: z.string().regex(/^[a-z0-9_]{1,16}$/),
});

/**
 * Starts the server of boot scripts and of files of images.
 * @throws ClusterError without the boot loaders and for a port that is taken, or an error of Node when the folder cannot be used
 */
export async function startBootServer(options: BootServerOptions): Promise<BootServer> {
  const { folder, address, port, log, region, maxBytes = MAX_BYTES, ipxeFolder } = options;
  const { bootLoaders = new Map() } = options;
  const tftpRoot = path.join(folder, 'tftp');
  const bootFiles = await fillTftpFolder(tftpRoot, bootLoaders, ipxeFolder);
  const stopping = new AbortController();
  const cache = new FileCache({ folder, region, maxBytes, log, signal: stopping.signal });
  await cache.open();
  const state: State = { options, cache, clusterUuid: options.clusterUuid, images: [], signal: stopping.signal };
  const app = buildApp(state);
  await listen(app, address, port);
  return {
    port: portOf(app),
    tftpRoot,
    bootFiles,
    scriptPath: FIRST_PATH,
    update({ images, uuid }) {
      state.images = images;
      if (uuid !== undefined) state.clusterUuid = uuid;
      cache.update(images.flatMap(({ files }) => files));
    },
    async close() {
      stopping.abort();
      const closed = app.close();
      app.server.closeAllConnections();
      await closed;
      await cache.close();
    },
  };
}

interface State {
  readonly options: BootServerOptions;
  readonly cache: FileCache;
  clusterUuid: string;
  images: readonly BootImage[];
  readonly signal: AbortSignal;
}

function buildApp(state: State): FastifyInstance {
  const { cache, signal } = state;
  const app = fastify({ requestTimeout: 30_000 });
  app.get(FIRST_PATH, (_request, reply) => reply.type('text/plain').send(FIRST_SCRIPT));
  app.get(SCRIPT_PATH, async (request, reply) => reply.type('text/plain').send(await scriptFor(state, request)));
  app.get<{ Params: { name: string } }>(`${PROGRAMS_PATH}:name`, ({ params }, reply) => {
    const program = PROGRAMS.get(params.name);
    if (!program) return reply.callNotFound();
    return reply.type('application/octet-stream').send(program);
  });
  app.get<{ Params: { sha256: string } }>(`${FILES_PATH}:sha256/:name`, async (request, reply) => {
    const file = cache.file(request.params.sha256);
    if (!file) return reply.callNotFound();
    state.options.log.info(`${plainAddress(request.ip)} fetches ${file.name}.`);
    return sendFile(cache, file, request.raw, reply, signal);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('Not Found\n'));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const reason = error.message;
    if (error.statusCode !== undefined && error.statusCode < 500)
      return reply.code(error.statusCode).type('text/plain').send(`${reason}\n`);
    state.options.log.warn(`${request.method} ${request.url} failed: ${reason}`);
    return reply.code(503).header('retry-after', 10).type('text/plain').send(`${reason}\n`);
  });
  return app;
}

/** The script for a machine. Without one, its screen shows why, and the machine asks again. */
async function scriptFor({ options, clusterUuid, images, signal }: State, request: FastifyRequest): Promise<string> {
  const parsed = machineQuery.safeParse(request.query);
  if (!parsed.success)
    return waitingScript('The boot server has no valid MAC address or architecture of this machine.');
  const { localAddress = '', localPort, remoteAddress = '' } = request.raw.socket;
  const local = plainAddress(localAddress);
  const machine = { ...parsed.data, local, remote: plainAddress(remoteAddress) };
  try {
    const config = await readPxeConfig(options.region, clusterUuid, machine, signal);
    options.log.info(`${machine.mac} boots for the purpose ${config.purpose}.`);
    return bootScript(config, { mac: machine.mac, origin: `http://${hostOf(local)}:${localPort}`, images });
  } catch (error) {
    if (!(error instanceof NoBoot)) throw error;
    options.log.warn(`${machine.mac} cannot boot. ${error.message}`);
    return waitingScript(error.message);
  }
}

/** An IPv4 address that came on an IPv6 socket has a prefix. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}

function hostOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** @throws ClusterError for a port that is taken, or an error of Node */
async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new ClusterError(`Port ${port} of ${host} is in use by another program. Boot needs it.`);
    throw error;
  }
}

function portOf(app: FastifyInstance): number {
  const address: AddressInfo | string | null = app.server.address();
  if (typeof address !== 'object' || !address) throw new Error('The boot server does not listen.');
  return address.port;
}
