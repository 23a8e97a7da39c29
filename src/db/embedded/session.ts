import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ADVISORY_LOCKS } from '../advisory-locks.js';
import { makeSocket } from '../connection/socket.js';

const OWNER_WAIT_MS = 2_000;

/**
 * A connection that marks its process as a user of the server. The locks belong to the connection, so even a killed
 * process releases them.
 */
export class EmbeddedSession {
  readonly #client: pg.Client;
  #leaving = false;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /**
   * Connects and joins the users of the server. Fails while the last user stops the server.
   * @param onLost called when the connection breaks before `leave`
   */
  static async open(url: string, onLost: () => void): Promise<EmbeddedSession> {
    const client = new pg.Client({
      connectionString: url,
      application_name: `maas-region process ${process.pid}`,
      connectionTimeoutMillis: 10_000,
      stream: makeSocket,
    });
    const session = new EmbeddedSession(client);
    client.on('error', () => {});
    await client.connect();
    try {
      await client.query('SELECT pg_advisory_lock_shared($1)', [ADVISORY_LOCKS.EMBEDDED_USERS]);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    client.on('end', () => {
      if (!session.#leaving) onLost();
    });
    return session;
  }

  /** Claims the folder for the `serve` of this process. Returns false when another process has claimed it. */
  async claimOwnership(): Promise<boolean> {
    const deadline = Date.now() + OWNER_WAIT_MS;
    // PostgreSQL may still hold the lock of a process that was killed a moment ago.
    while (!(await this.#yes('SELECT pg_try_advisory_lock($1) AS yes', ADVISORY_LOCKS.EMBEDDED_OWNER))) {
      if (Date.now() > deadline) return false;
      await sleep(50);
    }
    return true;
  }

  /** The process that has claimed the folder: "maas-region process 123". */
  async findOwner(): Promise<string> {
    const { rows } = await this.#client.query<{ name: string }>(
      `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.objsubid = 1 AND l.granted`,
      [ADVISORY_LOCKS.EMBEDDED_OWNER],
    );
    return rows[0]?.name ?? 'another process';
  }

  /** Makes the region's database if it is missing. */
  async ensureDatabase(name: string): Promise<void> {
    if (await this.#yes('SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS yes', name)) return;
    try {
      await this.#client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    } catch (error) {
      const made = await this.#yes('SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS yes', name);
      if (!made) throw error;
    }
  }

  /** Leaves the users of the server. The last user calls `stop`, under a lock that keeps new users out. */
  async leave(stop: () => Promise<void>): Promise<void> {
    this.#leaving = true;
    await this.#client.query('SELECT pg_advisory_unlock_shared($1)', [ADVISORY_LOCKS.EMBEDDED_USERS]);
    if (await this.#yes('SELECT pg_try_advisory_lock($1) AS yes', ADVISORY_LOCKS.EMBEDDED_USERS)) await stop();
    await this.#client.end().catch(() => {});
  }

  async #yes(text: string, value: number | string): Promise<boolean> {
    const { rows } = await this.#client.query<{ yes: boolean }>(text, [value]);
    return rows[0]?.yes === true;
  }
}
