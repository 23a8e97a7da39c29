import type pg from 'pg';
import { openPool, REQUEST_LIMITS } from '../pool.js';
import { withoutBudget } from '../request-scope.js';
import type { SqlDatabase } from '../sql-database.js';

/** How often the connection is tried: one that was lost without an error would notify of nothing. */
const CHECK_MS = 5_000;

interface Listening {
  /** The statements that begin to listen. */
  readonly begin: readonly string[];
  notified(payload: string): void;
  /** The connection is lost: notifications may be lost. */
  lost(): void;
}

/** A connection to PostgreSQL that listens, made when it is first needed, and again after it was lost. */
export class ListeningConnection {
  #listening: Promise<void> | undefined;
  #pool: pg.Pool | undefined;
  /** Ends the connection. */
  #drop: (() => void) | undefined;

  constructor(
    private readonly database: Pick<SqlDatabase, 'url'>,
    private readonly listening: Listening,
  ) {}

  /** Listens, unless it does already. @throws the error of the database */
  open(): Promise<void> {
    this.#listening ??= withoutBudget(() => this.#listen());
    return this.#listening;
  }

  /** Ends the connection. It can be opened again. */
  async close(): Promise<void> {
    await this.#listening?.catch(() => {});
    this.#drop?.();
    this.#listening = undefined;
    await this.#pool?.end();
    this.#pool = undefined;
  }

  async #listen(): Promise<void> {
    this.#pool ??= openPool(this.database.url, 1, 'maas-region notifications', REQUEST_LIMITS);
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      for (const text of this.listening.begin) await client.query(text);
      this.#keep(client);
    } catch (error) {
      client?.release(true);
      this.#listening = undefined;
      throw error;
    }
  }

  #keep(client: pg.PoolClient): void {
    // A lost statement costs the connection.
    const checks = setInterval(() => void client.query('SELECT 1').catch(() => {}), CHECK_MS).unref();
    const lost = () => {
      this.#drop?.();
      this.#listening = undefined;
      this.listening.lost();
    };
    this.#drop = () => {
      clearInterval(checks);
      client.off('end', lost);
      client.release(true);
      this.#drop = undefined;
    };
    client.on('notification', ({ payload = '' }) => this.listening.notified(payload));
    client.once('end', lost);
  }
}
