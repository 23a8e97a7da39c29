import { realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findClosedFolder } from '../../system-account.js';
import { readDatabaseFailure } from '../database-failure.js';
import { ensureDataDirectory, readSuperuserPassword, SUPERUSER } from './data-directory.js';
import { EmbeddedError } from './error.js';
import { type LaunchOptions, launchServer } from './launch.js';
import { ensureDataFolder, locateDataDirectory } from './locate-data-directory.js';
import { findPostmaster, type Postmaster, stopPostmaster, waitUntilReady } from './postmaster.js';
import { findPrograms } from './programs.js';
import { chooseServerAccount } from './server-account.js';
import { EmbeddedSession } from './session.js';

export interface EmbeddedOptions {
  /** PostgreSQL's data folder; made when it is missing or empty. */
  readonly dir: string;
  /** False: a power cut may destroy the data, and writes are much faster. For tests. */
  readonly durable?: boolean;
  /** Used when this process starts the server, not when it joins a running one. */
  readonly maxConnections?: number;
  /** Claims the folder for this `serve`. A second claim is refused. */
  readonly exclusive?: boolean;
  /** Called with lines about unusual events, for the log. */
  readonly notify?: (line: string) => void;
  /** Called when the server failed and could not be restarted. */
  readonly onFailure?: (error: Error) => void;
}

export interface EmbeddedDatabase {
  /** The URL of a database. Its role is a superuser. */
  readonly url: string;
  /** Leaves the server, and stops it when no other process uses it. */
  stop(): Promise<void>;
}

const ENTER_MS = 30_000;
const RETRY_MS = 50;

/** As `startEmbeddedDatabase`, for the PostgreSQL of a region's data folder (`$MAAS_DATA_DIR`). */
export async function startRegionDatabase(
  dataDir: string,
  options: Omit<EmbeddedOptions, 'dir'> = {},
): Promise<EmbeddedDatabase> {
  await ensureDataFolder(dataDir);
  return startEmbeddedDatabase({ ...options, dir: await locateDataDirectory(dataDir, options.notify ?? (() => {})) });
}

/**
 * Starts PostgreSQL on a data folder, or joins the server that runs there already. Such a server is shared with other
 * processes, or left by a killed one. When this process is root, the server runs under an unprivileged account. A
 * server that fails is restarted at the same URL.
 * @throws EmbeddedError
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const notify = options.notify ?? (() => {});
  const account = chooseServerAccount(options.dir);
  const closed = findClosedFolder(options.dir, account);
  if (account && closed && closed !== options.dir) {
    throw new EmbeddedError(`PostgreSQL runs as ${account.name}, which may not enter ${closed}: chmod o+x ${closed}`);
  }
  const durable = options.durable ?? true;
  const programs = await findPrograms(account, notify);
  await ensureDataDirectory(options.dir, { programs, account, durable });
  const server = new EmbeddedServer(realpathSync(options.dir), options, {
    programs,
    account,
    durable,
    maxConnections: options.maxConnections ?? 100,
    port: undefined,
  });
  await server.enter();
  return server;
}

class EmbeddedServer implements EmbeddedDatabase {
  #session: EmbeddedSession | undefined;
  #port: number | undefined;
  #recovery: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly dir: string,
    private readonly options: EmbeddedOptions,
    private readonly launchOptions: LaunchOptions,
  ) {}

  get url(): string {
    return this.#urlOf(SUPERUSER);
  }

  #urlOf(database: string): string {
    return `postgresql://${SUPERUSER}:${readSuperuserPassword(this.dir)}@127.0.0.1:${this.#port}/${database}`;
  }

  /** Starts or joins the server, and makes this process one of its users. */
  async enter(): Promise<void> {
    const session = await this.#openSession();
    this.#session = session;
    if (this.options.exclusive && !(await session.claimOwnership())) {
      const owner = await session.findOwner();
      await this.stop();
      throw new EmbeddedError(`The data folder is in use: ${owner} serves from ${this.dir}.`);
    }
    await session.ensureDatabase(SUPERUSER);
  }

  async #openSession(): Promise<EmbeddedSession> {
    const deadline = Date.now() + ENTER_MS;
    for (;;) {
      const postmaster = await this.#startOrJoin();
      try {
        if (!postmaster) throw new EmbeddedError('another process starts or stops it');
        this.#port = postmaster.port;
        return await EmbeddedSession.open(this.#urlOf('postgres'), () => {
          this.#recovery = this.#recover();
        });
      } catch (error) {
        const refused = readDatabaseFailure(error)?.code.startsWith('28');
        if (refused || Date.now() > deadline) {
          throw new EmbeddedError(`PostgreSQL in ${this.dir} cannot be used: ${error}`, { cause: error });
        }
      }
      await sleep(RETRY_MS);
    }
  }

  async #startOrJoin(): Promise<Postmaster | undefined> {
    if (findPostmaster(this.dir)) return waitUntilReady(this.dir, () => true);
    return launchServer(this.dir, { ...this.launchOptions, port: this.#port });
  }

  async #recover(): Promise<void> {
    this.options.notify?.('The embedded PostgreSQL has failed and is restarted.');
    this.#session = undefined;
    try {
      await this.enter();
    } catch (error) {
      if (!this.#stopped) this.options.onFailure?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.#recovery;
    await this.#session?.leave(() => stopPostmaster(this.dir));
  }
}
