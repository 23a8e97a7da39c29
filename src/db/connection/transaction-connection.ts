import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';

const current = new AsyncLocalStorage<TransactionConnection>();

/** The connection of a transaction that Prisma begins, so that statements can be sent without Prisma. */
export class TransactionConnection {
  #client: pg.PoolClient | undefined;

  /** Runs work that begins the transaction. */
  use<T>(work: () => T): T {
    return current.run(this, work);
  }

  /** @throws Error before the transaction has begun */
  get client(): pg.PoolClient {
    if (!this.#client) throw new Error('The transaction has no connection.');
    return this.#client;
  }

  /** Notes a connection that the pool gives: the first one is that of the transaction. */
  static note(client: pg.PoolClient): pg.PoolClient {
    const transaction = current.getStore();
    if (transaction) transaction.#client ??= client;
    return client;
  }
}
