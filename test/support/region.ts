import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { Database } from '../../src/db/database.js';
import { buildApp } from '../../src/server/app.js';
import { readSettings } from '../../src/settings.js';
import { type CallOptions, type Reply, send } from './client.js';
import { freshDatabase } from './database.js';
import { makeAccounts, ROLES, type Role } from './factories/accounts.js';
import { makeMaster, type Worker } from './factories/clusters.js';
import { reportImages } from './factories/images.js';
import type { ApiKey } from './oauth.js';
import { type QueryCounter, queryCounter } from './queries.js';

/** The caller: a test account, the first cluster's worker, null for anonymous, or any other key. */
export type As = Role | 'worker' | null | ApiKey;

export interface RegionOptions {
  /** Settings as environment variables. They replace the defaults of tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: pino.Logger;
  /** The folder of the built web pages. */
  readonly webDir?: string;
}

/** What regions on the same database share. */
interface Site {
  readonly url: string;
  readonly keys: Readonly<Record<Role, ApiKey>>;
  readonly worker: Worker;
}

/** What a region has while it runs. */
interface Running {
  readonly database: Database;
  readonly site: Site;
  /** The URL of its API, with the slash at its end */
  readonly api: URL;
  readonly queries: QueryCounter;
  readonly imagesDir: string;
}

/**
 * A region for the tests of a file: it starts before the first of them, with IMAGES, and stops after the last.
 * Only hooks and tests can use it.
 */
export function useRegion(options: RegionOptions = {}): Region {
  const region = new Region();
  beforeAll(async () => {
    await region.start(options);
    await reportImages(region);
  });
  afterAll(() => region[Symbol.asyncDispose]());
  return region;
}

/** Starts the real application on a free port, with its own database, accounts and an accepted first cluster. */
export async function startRegion(options: RegionOptions = {}): Promise<Region> {
  const region = new Region();
  await region.start(options);
  return region;
}

/** Starts a second application on the database, and with the accounts, of another. Stop it first. */
export async function startBeside({ site }: Region, options: RegionOptions = {}): Promise<Region> {
  const region = new Region();
  await region.serve(site, new Database(site.url), options);
  return region;
}

const SETTINGS = { IMAGE_IMPORT: 'off', ALLOW_UNSAFE_METADATA: 'on', LOG_LEVEL: 'silent' };

/** A running application with a client, and with access to its internals for tests. */
export class Region implements AsyncDisposable {
  #running: Running | undefined;
  /** The clean-up of a stop, in reverse order. */
  readonly #undo: (() => Promise<void>)[] = [];

  async start(options: RegionOptions): Promise<void> {
    const { url, database, drop } = await freshDatabase();
    this.#undo.push(drop);
    const site = { url, keys: await makeAccounts(database), worker: await makeMaster(database) };
    await this.serve(site, database, options);
  }

  async serve(site: Site, database: Database, { env, log, webDir }: RegionOptions): Promise<void> {
    this.#undo.push(() => database.close());
    const dataDir = await mkdtemp(path.join(tmpdir(), 'maas-region-data-'));
    this.#undo.push(() => rm(dataDir, { recursive: true, force: true }));
    const settings = readSettings({ ...SETTINGS, DATABASE_URL: site.url, MAAS_DATA_DIR: dataDir, ...env });
    const app = await buildApp({ settings, database, log: log ?? pino({ level: settings.logLevel }), webDir });
    this.#undo.push(async () => {
      const closed = app.close();
      // A connection of a refused body counts as idle only when its time-out has passed.
      app.server.closeAllConnections();
      await closed;
    });
    const api = new URL('/MAAS/api/1.0/', await app.listen({ host: '127.0.0.1', port: 0 }));
    if (settings.tls) api.protocol = 'https:';
    const queries = queryCounter(Number(api.port));
    this.#undo.push(async () => queries.stop());
    this.#running = { database, site, api, queries, imagesDir: settings.imagesDir };
  }

  /** @throws Error while it does not run */
  get #now(): Running {
    if (!this.#running) throw new Error('the region does not run: use it in hooks and tests only');
    return this.#running;
  }

  get database(): Database {
    return this.#now.database;
  }

  get site(): Site {
    return this.#now.site;
  }

  /** The URL of its API, with the slash at its end */
  get api(): URL {
    return this.#now.api;
  }

  get imagesDir(): string {
    return this.#now.imagesDir;
  }

  get worker(): Worker {
    return this.site.worker;
  }

  keyOf(as: As): ApiKey | null {
    if (as === 'worker') return this.worker.key;
    const role = ROLES.find((name) => name === as);
    return role ? this.site.keys[role] : as;
  }

  /** @param path below /MAAS/api/1.0/, or from the server's root when it begins with a slash */
  call(as: As, method: string, path: string, options?: CallOptions): Promise<Reply> {
    return send(this.api, this.keyOf(as), method, path, options);
  }

  get(as: As, path: string, query: CallOptions['query'] = {}): Promise<Reply> {
    return this.call(as, 'GET', path, { query });
  }

  /** Sends multipart, as the `maas` command does. */
  post(as: As, path: string, form: CallOptions['form'] = {}): Promise<Reply> {
    return this.call(as, 'POST', path, { form });
  }

  put(as: As, path: string, form: CallOptions['form'] = {}): Promise<Reply> {
    return this.call(as, 'PUT', path, { form });
  }

  delete(as: As, path: string): Promise<Reply> {
    return this.call(as, 'DELETE', path);
  }

  /** How many SQL statements the last request caused. */
  queries(): number {
    return this.#now.queries.last();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
  }
}
