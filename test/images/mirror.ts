import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Signer } from './signer.js';

/** Items of a product by their ftype: the content of the file. */
type Files = Readonly<Record<string, Buffer | string>>;

export interface Product {
  readonly release: string;
  readonly arch: string;
  readonly subarch?: string;
  readonly subarches?: string;
  readonly label?: string;
  readonly version?: string;
  readonly files: Files;
}

export const INDEX = 'streams/v1/index.sjson';
export const PRODUCTS = 'streams/v1/test:download.sjson';

/** A Simplestreams mirror on the loopback, made and signed on the spot. */
export class Mirror implements AsyncDisposable {
  /** What it serves, by path. */
  readonly files = new Map<string, Buffer>();
  /** The paths that were asked for, with their ranges. */
  readonly requests: string[] = [];
  /** Answers instead of the mirror, where it is defined for a path. */
  readonly odd = new Map<string, RequestListener>();

  private constructor(
    private readonly server: Server,
    readonly signer: Signer,
    readonly url: string,
  ) {}

  static async start(): Promise<Mirror> {
    const server = createServer();
    const mirror = new Mirror(server, await Signer.make(), await listen(server));
    server.on('request', (request, response) => mirror.#answer(request, response));
    return mirror;
  }

  /** The key that it signs with, as a keyring file has it */
  get keyring(): Uint8Array<ArrayBuffer> {
    return this.signer.keyring;
  }

  /** Serves these products, which may be versions of one, and forgets what was asked for before. */
  async publish(products: readonly Product[], change: (item: Item) => object = (item) => item): Promise<void> {
    this.files.clear();
    this.odd.clear();
    this.requests.length = 0;
    const described: Record<string, { versions: object }> = {};
    for (const [name, product] of products.map((one) => this.#describe(one, change))) {
      described[name] = { ...product, versions: { ...described[name]?.versions, ...product.versions } };
    }
    const index = { format: 'index:1.0', index: { test: { format: 'products:1.0', path: PRODUCTS } } };
    await this.put(INDEX, index);
    await this.put(PRODUCTS, { format: 'products:1.0', products: described });
    const unsigned = { ...index, index: { test: { ...index.index.test, path: PRODUCTS.replace('.sjson', '.json') } } };
    await this.put(INDEX.replace('.sjson', '.json'), unsigned);
    await this.put(PRODUCTS.replace('.sjson', '.json'), { format: 'products:1.0', products: described });
  }

  /** Serves a document, signed when its name says so. */
  async put(name: string, document: object): Promise<void> {
    const text = JSON.stringify(document, null, 1);
    this.files.set(name, Buffer.from(name.endsWith('.sjson') ? await this.signer.sign(text) : text));
  }

  /** The files that were fetched, without the metadata. */
  downloads(): string[] {
    return this.requests.filter((name) => !name.startsWith('streams/'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    await this.signer[Symbol.asyncDispose]();
  }

  #describe(product: Product, change: (item: Item) => object): [string, { versions: object }] {
    const {
      release,
      arch,
      subarch = 'generic',
      subarches = subarch,
      label = 'release',
      version = '20140416',
    } = product;
    const items = Object.entries(product.files).map(([ftype, content]): [string, object] => {
      const bytes = Buffer.from(content);
      const name = `${release}/${arch}/${version}/${subarch}/${ftype}`;
      this.files.set(name, bytes);
      return [ftype, change({ ftype, path: name, size: bytes.length, sha256: sha256(bytes) })];
    });
    const versions = { [version]: { items: Object.fromEntries(items) } };
    const name = `test:${release}:${arch}:${subarch}`;
    const described = { os: 'ubuntu', release, arch, subarch, subarches, label, versions };
    return [name, described];
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const name = decodeURIComponent(new URL(request.url ?? '', this.url).pathname).slice(1);
    const { range } = request.headers;
    this.requests.push(range ? `${name} ${range}` : name);
    const odd = this.odd.get(name);
    if (odd) odd(request, response);
    else sendFile(response, this.files.get(name), range);
  }
}

/** What a product file says of one file. */
export interface Item {
  readonly ftype: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Answers as a server that knows ranges does. */
export function sendFile(response: ServerResponse, file: Buffer | undefined, range: string | undefined): void {
  if (!file) return void response.writeHead(404).end();
  const [, start] = /^bytes=(\d+)-$/.exec(range ?? '') ?? [];
  if (start === undefined) return void response.writeHead(200, { 'content-length': file.length }).end(file);
  const from = Number(start);
  const headers = {
    'content-length': file.length - from,
    'content-range': `bytes ${from}-${file.length - 1}/${file.length}`,
  };
  response.writeHead(206, headers).end(file.subarray(from));
}

/** @returns the URL of the server's root, with a slash at its end */
async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}/`;
}
