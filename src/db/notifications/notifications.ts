import type { SqlDatabase } from '../sql-database.js';
import { type Sql, statement } from '../statement.js';
import { ListeningConnection } from './listening-connection.js';
import { Watch, type WatchEnd } from './watch.js';

const CHANNEL = 'cluster_config';

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
  readonly #connection: ListeningConnection;
  #isClosed = false;

  constructor(database: Pick<SqlDatabase, 'url'>) {
    this.#connection = new ListeningConnection(database, {
      begin: [`LISTEN ${CHANNEL}`],
      notified: (payload) => this.#notified(payload),
      lost: () => this.#endAll('changed'),
    });
  }

  /** Begins to watch a cluster. @throws the error of the database */
  async watch(clusterId: number): Promise<Watch> {
    const watch = new Watch(clusterId, (ended) => this.#watches.delete(ended));
    if (this.#isClosed) {
      watch.end('closed');
      return watch;
    }
    this.#watches.add(watch);
    try {
      await this.#connection.open();
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
    await this.#connection.close();
  }

  #notified(payload: string): void {
    for (const watch of this.#watches) if (payload === '' || payload === String(watch.clusterId)) watch.end('changed');
  }

  #endAll(how: WatchEnd): void {
    for (const watch of this.#watches) watch.end(how);
  }
}
