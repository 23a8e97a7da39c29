import type pg from 'pg';
import { COMMAND_LIMITS, type DatabaseLimits, openPool } from './pool.js';
import { retryConflicts } from './retry.js';
import type { Sql } from './statement.js';

/**
 * The database without Prisma's client, for work that is statements only. The first query of Prisma's client costs half
 * a second of CPU time.
 */
export class SqlDatabase implements Sql {
  readonly pool: pg.Pool;
  readonly sql: Sql['sql'];

  /** @param connections how many connections this process may hold at most */
  constructor(
    readonly url: string,
    connections = 10,
    readonly limits: DatabaseLimits = COMMAND_LIMITS,
  ) {
    this.pool = openPool(url, connections, 'maas-region', limits);
    this.sql = sqlOn(this.pool).sql;
  }

  /**
   * Runs `work` in one transaction. After a conflict with a concurrent transaction `work` is retried, as by
   * `Db.transaction`.
   * @throws Unavailable after the last attempt
   */
  sqlTransaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    return retryConflicts(() => this.#perform(work));
  }

  async #perform<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(sqlOn(client));
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot roll back is destroyed.
      await client.query('ROLLBACK').then(() => client.release(), client.release);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Runs statements on a pool or on one connection. */
export function sqlOn(client: Pick<pg.ClientBase, 'query'>): Sql {
  return {
    async sql({ name, text }, ...args) {
      const { rows } = await client.query({ name, text, values: [...args] });
      return rows;
    },
  };
}
