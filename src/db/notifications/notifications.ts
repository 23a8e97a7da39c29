import type pg from 'pg';
import { openPool, REQUEST_LIMITS } from '../pool.js';
import { withoutBudget } from '../request-scope.js';
import type { SqlDatabase } from '../sql-database.js';
import { type Sql, statement } from '../statement.js';
import { Watch, type WatchEnd } from './watch.js';

const CHANNEL = 'cluster_config';
/** How often the listening connection is tried: one that was lost without an error would notify of nothing. */
const CHECK_MS = 5_000;

const notify = statement<[string], { notified: number }>(
  'notify',
  `SELECT count(pg_notify('${CHANNEL}', $1))::int AS notified`,
);

/** Notifies all processes, at the end of the transaction, that the configuration of a cluster has changed. */
export async function notifyOfCluster(tx: Sql, clusterId: number): Promise<void> {
  await tx.sql(notify, String(clusterId));
}

/**
 * What other processes notify this one of, through PostgreSQL. All watches of a process share one connection, which is
 * made for the first of them. When the connection is lost, all watches end as changed, as notifications may be lost.
 */
export class Notifications {
  readonly #watches = new Set<Watch>();
  #listening: Promise<void> | undefined;
  #pool: pg.Pool | undefined;
  /** Ends the connection that listens. */
  #drop: (() => void) | undefined;
  #isClosed = false;

  constructor(private readonly database: Pick<SqlDatabase, 'url'>) {}

  /** Begins to watch a cluster. @throws the error of the database */
  async watch(clusterId: number): Promise<Watch> {
    const watch = new Watch(clusterId, (ended) => this.#watches.delete(ended));
    if (this.#isClosed) {
      watch.end('closed');
      return watch;
    }
    this.#watches.add(watch);
    try {
      this.#listening ??= withoutBudget(() => this.#listen());
      await this.#listening;
      return watch;
    } catch (error) {
      this.#watches.delete(watch);
      throw error;
    }
  }

  /** Ends all watches, and the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endAll('closed');
    await this.#listening?.catch(() => {});
    this.#drop?.();
    await this.#pool?.end();
  }

  async #listen(): Promise<void> {
    this.#pool ??= openPool(this.database.url, 1, 'maas-region notifications', REQUEST_LIMITS);
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      await client.query(`LISTEN ${CHANNEL}`);
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
      this.#endAll('changed');
    };
    this.#drop = () => {
      clearInterval(checks);
      client.off('end', lost);
      client.release(true);
      this.#drop = undefined;
    };
    client.on('notification', ({ payload = '' }) => this.#notified(payload));
    client.once('end', lost);
  }

  #notified(payload: string): void {
    for (const watch of this.#watches) if (payload === '' || payload === String(watch.clusterId)) watch.end('changed');
  }

  #endAll(how: WatchEnd): void {
    for (const watch of this.#watches) watch.end(how);
  }
}
