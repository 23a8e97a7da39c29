import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Database } from '../../src/db/database.js';
import { buildApp } from '../../src/server/app.js';
import { readSettings } from '../../src/settings.js';
import { acceptMaster, createAccounts, ROLES, type Role, type Worker } from './accounts.js';
import { type CallOptions, type Reply, send } from './client.js';
import { freshDatabase } from './database.js';
import type { ApiKey } from './oauth.js';
import { type QueryCounter, queryCounter } from './queries.js';

/** Who calls: one of the test accounts, the first cluster's worker, nobody, or the holder of any other key. */
export type As = Role | 'worker' | null | ApiKey;

export interface RegionOptions {
  /** Settings as environment variables, over those that tests usually want. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: pino.Logger;
}

/** What regions on the same database share. */
interface Site {
  readonly url: string;
  readonly keys: Readonly<Record<Role, ApiKey>>;
  readonly worker: Worker;
}

/** Starts the real application on a free port, with its own database, accounts and an accepted first cluster. */
export async function startRegion(options: RegionOptions = {}): Promise<Region> {
  const { url, database, drop } = await freshDatabase();
  const site = { url, keys: await createAccounts(database), worker: await acceptMaster(database) };
  return serve(site, database, options, drop);
}

/** Starts a second application on the database, and with the accounts, of another. Stop it first. */
export function startBeside({ site }: Region, options: RegionOptions = {}): Promise<Region> {
  return serve(site, new Database(site.url), options, async () => {});
}

const SETTINGS = { IMAGE_IMPORT: 'off', ALLOW_UNSAFE_METADATA: 'on', LOG_LEVEL: 'silent' };

async function serve(site: Site, database: Database, options: RegionOptions, drop: () => Promise<void>) {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'maas-region-data-'));
  const settings = readSettings({ ...SETTINGS, DATABASE_URL: site.url, MAAS_DATA_DIR: dataDir, ...options.env });
  const app = await buildApp({ settings, database, log: options.log ?? pino({ level: settings.logLevel }) });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return new Region(app, database, site, new URL('/MAAS/api/1.0/', origin), async () => {
    await app.close();
    await database.close();
    await drop();
    await rm(dataDir, { recursive: true, force: true });
  });
}

/** A running application as its clients see it, and what tests need to know of its inside. */
export class Region implements AsyncDisposable {
  readonly #queries: QueryCounter;

  /** @param api the URL of its API, with the slash at its end */
  constructor(
    readonly app: FastifyInstance,
    readonly database: Database,
    readonly site: Site,
    readonly api: URL,
    private readonly stop: () => Promise<void>,
  ) {
    this.#queries = queryCounter(Number(api.port));
  }

  get worker(): Worker {
    return this.site.worker;
  }

  keyOf(as: As): ApiKey | null {
    if (as === 'worker') return this.site.worker.key;
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
    return this.#queries.last();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#queries.stop();
    await this.stop();
  }
}
