import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { Database } from '../../../src/db/database.js';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../../src/db/embedded/embedded-database.js';
import { findPostmaster } from '../../../src/db/embedded/postmaster.js';
import { maas, type Server, startServer } from '../../cli/server.js';
import { eventually } from '../../support/eventually.js';

const PROCESSES = 2;

/** Two region processes on a PostgreSQL of their own, which writes to the disk as in operation. */
export class Site implements AsyncDisposable {
  readonly #servers: Server[] = [];

  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedDatabase,
    readonly database: Database,
  ) {}

  /** Starts PostgreSQL with a migrated database. */
  static async open(): Promise<Site> {
    const folder = await mkdtemp(path.join(tmpdir(), 'maas-history-'));
    // PostgreSQL's account must be able to enter the folder.
    await chmod(folder, 0o711);
    const postgres = await startEmbeddedDatabase({ dir: path.join(folder, 'postgres') });
    const site = new Site(folder, postgres, new Database(postgres.url, 2));
    await maas(site.#env(0), 'migrate');
    return site;
  }

  async startProcesses(): Promise<void> {
    for (let index = 0; index < PROCESSES; index += 1) this.#servers.push(await this.#start(index));
  }

  /** The URL of the API of a process, which may be down. */
  api(index: number): URL {
    return new URL('api/1.0/', this.#servers[index % PROCESSES]?.url);
  }

  /** Kills a process. @returns a function that starts it again, and resolves when it is ready */
  async kill(index: number): Promise<() => Promise<void>> {
    await this.#servers[index]?.end('SIGKILL');
    return async () => {
      this.#servers[index] = await this.#start(index);
    };
  }

  /** Stops PostgreSQL without a checkpoint: connections break and transactions are lost. It is started again. */
  async breakPostgres(): Promise<void> {
    const postmaster = findPostmaster(path.join(this.folder, 'postgres'));
    if (!postmaster) throw new Error('PostgreSQL does not run');
    process.kill(postmaster.pid, 'SIGQUIT');
    await eventually(async () => {
      if (findPostmaster(path.join(this.folder, 'postgres'))?.pid === postmaster.pid)
        throw new Error('not stopped yet');
      const client = new pg.Client(this.postgres.url);
      await client.connect();
      await client.end();
    });
  }

  /** Waits until all processes are ready. */
  async recovered(): Promise<void> {
    await eventually(async () => {
      for (const server of this.#servers) if (!(await server.isUp())) throw new Error(`${server.url} is not ready`);
    });
  }

  /** A process that loses PostgreSQL before all of it has started would end. */
  async #start(index: number): Promise<Server> {
    const server = await startServer(this.#env(index));
    await eventually(() => {
      if (!server.output.includes('The region serves')) throw new Error(`${server.url} is not started yet`);
    });
    return server;
  }

  #env(index: number): NodeJS.ProcessEnv {
    const MAAS_DATA_DIR = path.join(this.folder, `data-${index}`);
    return { DATABASE_URL: this.postgres.url, MAAS_DATA_DIR, LOG_LEVEL: 'silent', WORKERS: '1' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.end('SIGTERM')));
    await this.database.close();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
