import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ADVISORY_LOCKS } from '../db/advisory-locks.js';
import { ImportError } from './fetch/error.js';

const POLL_MS = 500;

/** Another import for the same cluster runs, in this or another process. */
export class ImportRunning extends ImportError {}

/**
 * The locks of an import, against the imports of all processes: its cluster, the store, and the files that it fetches.
 * All of it belongs to one connection to the database, so that it ends with the process, however that ends.
 */
export class ImportLocks implements AsyncDisposable {
  readonly #lost = new AbortController();
  /** A connection takes one statement at a time. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly client: pg.Client) {
    client.on('error', (cause) => this.#lost.abort(new Error('the locks of an import are lost', { cause })));
  }

  /** @throws ImportRunning */
  static async take(databaseUrl: string, nodegroupId: number): Promise<ImportLocks> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'maas-region import',
      keepAlive: true,
    });
    const locks = new ImportLocks(client);
    await client.connect();
    try {
      if (!(await locks.#try('pg_try_advisory_lock', ADVISORY_LOCKS.IMAGE_IMPORT_CLUSTER, nodegroupId))) {
        throw new ImportRunning('An import for this cluster is running already.');
      }
      await client.query('SELECT pg_advisory_lock_shared($1, 0)', [ADVISORY_LOCKS.IMAGE_IMPORT_STORE]);
      return locks;
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  /** Aborts when the locks are lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Does `work` while no other import fetches the same file; waits for one that does. */
  async withFile<T>(sha256: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const key = Number.parseInt(sha256.slice(0, 7), 16);
    while (!(await this.#try('pg_try_advisory_lock', ADVISORY_LOCKS.IMAGE_IMPORT_FILE, key)))
      await sleep(POLL_MS, undefined, { signal });
    try {
      return await work();
    } finally {
      await this.#try('pg_advisory_unlock', ADVISORY_LOCKS.IMAGE_IMPORT_FILE, key).catch(() => {});
    }
  }

  /** Does `work` unless another import runs; none begins meanwhile. */
  async ifAlone(work: () => Promise<void>): Promise<void> {
    await this.#try('pg_advisory_unlock_shared', ADVISORY_LOCKS.IMAGE_IMPORT_STORE, 0);
    if (!(await this.#try('pg_try_advisory_lock', ADVISORY_LOCKS.IMAGE_IMPORT_STORE, 0))) return;
    try {
      await work();
    } finally {
      await this.#try('pg_advisory_unlock', ADVISORY_LOCKS.IMAGE_IMPORT_STORE, 0);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end().catch(() => {});
  }

  async #try(lock: string, kind: number, key: number): Promise<boolean> {
    const text = `SELECT ${lock}($1, $2) AS done`;
    const asked = this.#last.then(() => this.client.query<{ done: boolean }>(text, [kind, key]));
    this.#last = asked.catch(() => {});
    return (await asked).rows[0]?.done ?? false;
  }
}
