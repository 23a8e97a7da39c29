import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../src/db/embedded/embedded-database.js';
import { insertNodes } from './nodes.js';
import { Region } from './region.js';
import { Signer } from './signer.js';
import { execute } from './sql.js';

const TEMPLATE = 'region';
const CONNECTIONS = 200;

/**
 * What the benchmarks of a run stand on: a PostgreSQL of their own that writes to the disk as in production, and an
 * administrator.
 */
export class Site implements AsyncDisposable {
  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedDatabase,
    /** The open file that takes what the processes have to say. */
    readonly log: number,
    /** Signs as the administrator. */
    readonly signer: Signer,
  ) {}

  static async open(): Promise<Site> {
    const folder = mkdtempSync(path.join(tmpdir(), 'maas-region-bench-'));
    // PostgreSQL's account must pass through it.
    chmodSync(folder, 0o711);
    const postgres = await startEmbeddedDatabase({ dir: path.join(folder, 'postgres'), maxConnections: CONNECTIONS });
    await execute(postgres.url, `CREATE DATABASE ${TEMPLATE}`);
    const log = openSync(path.join(folder, 'log'), 'a');
    // A region's first start migrates and makes the administrator.
    const data = path.join(folder, 'data');
    const region = await Region.start(urlOf(postgres, TEMPLATE), data, log);
    await region[Symbol.asyncDispose]();
    const key = readFileSync(path.join(data, 'admin-api-key'), 'utf8').trim();
    return new Site(folder, postgres, log, new Signer(key));
  }

  /** Makes a database with so many nodes, and gives its URL. */
  async database(name: string, nodes: number): Promise<string> {
    await execute(this.postgres.url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    const url = urlOf(this.postgres, name);
    await insertNodes(url, nodes);
    return url;
  }

  /** The path for a file that goes with the site. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Starts a region process. */
  region(databaseUrl: string): Promise<Region> {
    return Region.start(databaseUrl, path.join(this.folder, 'data'), this.log);
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
