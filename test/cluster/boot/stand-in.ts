import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { type BootServer, type BootServerOptions, startBootServer } from '../../../src/cluster/boot/server.js';

/** A region's answer of pxeconfig/ for a machine that is to be commissioned. */
export const PXE_CONFIG = {
  osystem: 'ubuntu',
  arch: 'amd64',
  subarch: 'generic',
  release: 'trusty',
  label: 'release',
  purpose: 'commissioning',
  hostname: 'maas-enlist',
  domain: 'local',
  preseed_url: 'http://region/MAAS/metadata/latest/enlist-preseed/?op=get_enlist_preseed',
  log_host: '10.0.0.10',
  fs_host: '127.0.0.1',
  extra_opts: 'console=ttyS0',
};

/** A file of an image, with its content. */
export class TestFile {
  readonly sha256: string;
  readonly size: number;

  constructor(
    readonly name: string,
    readonly content: Buffer,
  ) {
    this.sha256 = createHash('sha256').update(content).digest('hex');
    this.size = content.length;
  }

  /** The path at the boot server */
  get path(): string {
    return `/files/${this.sha256}/${this.name}`;
  }
}

/** An image with these files, which fits PXE_CONFIG. */
export function imageOf(files: readonly TestFile[]) {
  const { osystem, release, label } = PXE_CONFIG;
  const purposes = ['commissioning', 'install', 'xinstall'];
  return { osystem, architecture: 'amd64', subarchitecture: 'generic', release, label, purposes, files: [...files] };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** What a boot server needs of a region: pxeconfig/ and files of images. Tests change how it fails. */
export class StandInRegion implements AsyncDisposable {
  /** The paths of all requests, without queries */
  readonly requests: string[] = [];
  pxeconfig: Handle = answering(200, PXE_CONFIG);
  /** Called before a file is sent; it returns the bytes that are sent. */
  content: (file: TestFile) => Buffer | Promise<Buffer> = ({ content }) => content;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor(readonly files: readonly TestFile[]) {}

  static async start(files: readonly TestFile[] = [], port = 0): Promise<StandInRegion> {
    const region = new StandInRegion(files);
    await once(region.#server.listen(port, '127.0.0.1'), 'listening');
    return region;
  }

  get url(): URL {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    return new URL(`http://127.0.0.1:${address.port}/MAAS`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', 'http://region');
    this.requests.push(pathname);
    if (pathname === '/MAAS/api/1.0/pxeconfig/') return this.pxeconfig(request, response);
    const file = this.files.find(({ sha256 }) => pathname === `/MAAS/images/files/${sha256}`);
    if (!file) return void response.writeHead(404).end();
    response.end(await this.content(file));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close().closeAllConnections();
    await closed;
  }
}

/** Answers with a status and JSON, or a text. */
export function answering(status: number, body: unknown): Handle {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (_request, response) => void response.writeHead(status).end(status === 204 ? undefined : text);
}

/** Makes a folder with files that have the names of iPXE's programs. @returns its path */
export async function ipxeIn(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ['undionly.kpxe', 'snponly.efi']) await writeFile(path.join(folder, name), name);
  return folder;
}

/** A boot server on a free port, with what it logged. */
export interface TestBootServer extends BootServer, AsyncDisposable {
  readonly logged: string[];
  /** The URL of a path */
  at(path: string): string;
}

export async function startTestServer(
  region: URL,
  folder: string,
  options: Partial<Pick<BootServerOptions, 'maxBytes' | 'ipxeFolder' | 'bootLoaders' | 'port'>>,
): Promise<TestBootServer> {
  const logged: string[] = [];
  const log = { info: (text: string) => void logged.push(text), warn: (text: string) => void logged.push(text) };
  const server = await startBootServer({
    region,
    clusterUuid: 'a-cluster',
    folder,
    address: '127.0.0.1',
    port: 0,
    log,
    ...options,
  });
  return {
    ...server,
    logged,
    at: (path) => `http://127.0.0.1:${server.port}${path}`,
    [Symbol.asyncDispose]: () => server.close(),
  };
}
