import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../src/db/embedded/embedded-database.js';
import { insertNodes } from './nodes.js';
import { OWN, Region } from './region.js';
import { Served } from './served.js';
import { Signer } from './signer.js';
import { execute } from './sql.js';

const TEMPLATE = 'region';
const CONNECTIONS = 200;

/**
 * The surroundings of a run of benchmarks: a new PostgreSQL that writes to the disk as in production, and an
 * administrator.
 */
export class Site implements AsyncDisposable {
  /** Signs requests with the administrator's key. */
  readonly signer: Signer;

  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedDatabase,
    /** The descriptor of the file for the logs of all processes. */
    readonly log: number,
    /** The administrator's API key. */
    readonly adminKey: string,
    /** The checkout whose build runs. */
    private readonly checkout: URL,
  ) {
    this.signer = new Signer(adminKey);
  }

  static async open(checkout = OWN): Promise<Site> {
    const folder = mkdtempSync(path.join(tmpdir(), 'maas-region-bench-'));
    // PostgreSQL's account must be able to enter the folder.
    chmodSync(folder, 0o711);
    const postgres = await startEmbeddedDatabase({ dir: path.join(folder, 'postgres'), maxConnections: CONNECTIONS });
    await execute(postgres.url, `CREATE DATABASE ${TEMPLATE}`);
    const log = openSync(path.join(folder, 'log'), 'a');
    // A region's first start migrates the database and creates the administrator.
    const data = path.join(folder, 'data');
    const region = await Region.start(urlOf(postgres, TEMPLATE), data, log, checkout);
    await region[Symbol.asyncDispose]();
    const key = readFileSync(path.join(data, 'admin-api-key'), 'utf8').trim();
    return new Site(folder, postgres, log, key, checkout);
  }

  /** Creates a database with `nodes` nodes. Returns its URL. */
  async database(name: string, nodes: number): Promise<string> {
    await execute(this.postgres.url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    const url = urlOf(this.postgres, name);
    await insertNodes(url, nodes);
    return url;
  }

  /** Returns the path of a file that is deleted with the site. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** The URL of a built program of the checkout's benchmarks, such as `floors/tags.js`. */
  program(name: string): URL {
    return new URL(`dist-bench/bench/${name}`, this.checkout);
  }

  /** Starts a region process. */
  region(databaseUrl: string): Promise<Region> {
    return Region.start(databaseUrl, path.join(this.folder, 'data'), this.log, this.checkout);
  }

  /** Starts `serve` without a probe. Without DATABASE_URL in the settings it uses the PostgreSQL of its data folder. */
  serve(settings: NodeJS.ProcessEnv): Promise<Served> {
    const env = { MAAS_DATA_DIR: path.join(this.folder, 'data'), ...settings };
    return Served.start(this.checkout, env, this.log);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function urlOf(postgres: EmbeddedDatabase, database: string): string {
  const url = new URL(postgres.url);
  url.pathname = `/${database}`;
  return url.href;
}
