import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { LostConnection } from './database-failure.js';
import { type Prisma, PrismaClient } from './generated/client.js';
import { retryConflicts } from './retry.js';
import { SqlDatabase, sqlOn } from './sql-database.js';
import { type Sql, type Statement, statementName } from './statement.js';
import { TransactionConnection } from './transaction-connection.js';

/**
 * Prisma must not end a transaction by itself: its connection would serve another one while statements still run. The
 * limits of statements and of idle transactions end it.
 */
const NEVER_MS = 2 ** 31 - 1;

/** The database itself, or one transaction on it. */
export interface Db extends Sql {
  /** Prisma's client, for ordinary reads and writes. */
  readonly prisma: Prisma.TransactionClient;
  /**
   * Runs `work` in one transaction; within a transaction, in that one. After a conflict with a concurrent transaction
   * `work` is retried, with growing random waits. So it must have no effect outside the database.
   * @throws Unavailable after the last attempt
   */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
}

export class Database extends SqlDatabase implements Db {
  #client: PrismaClient | undefined;
  readonly #open = new Set<Transaction>();

  /** The client is made when it is first used, as it takes 9 MB. */
  get prisma(): PrismaClient {
    this.#client ??= this.#createClient();
    return this.#client;
  }

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return retryConflicts(() => {
      const connection = new TransactionConnection();
      return connection.use(() =>
        this.prisma.$transaction((client) => this.#perform(new Transaction(client, connection.client), work)),
      );
    });
  }

  async #perform<T>(transaction: Transaction, work: (tx: Db) => Promise<T>): Promise<T> {
    this.#open.add(transaction);
    try {
      return await work(transaction);
    } finally {
      this.#end(transaction);
    }
  }

  #end(transaction: Transaction): void {
    transaction.isEnded = true;
    this.#open.delete(transaction);
  }

  override async close(): Promise<void> {
    // Prisma rolls open transactions back. Later statements of their work must not be committed alone.
    for (const transaction of this.#open) this.#end(transaction);
    await this.#client?.$disconnect();
    await super.close();
  }

  #createClient(): PrismaClient {
    const { waitMs, connectMs, statementMs } = this.limits;
    return new PrismaClient({
      adapter: new PrismaPg(this.pool, {
        disposeExternalPool: false,
        statementNameGenerator: ({ sql }) => statementName('prisma', sql),
      }),
      // The pool's own limits end the wait first, as Prisma's limit would leave the connection in use.
      transactionOptions: { maxWait: waitMs + connectMs + statementMs, timeout: NEVER_MS },
    });
  }
}

class Transaction implements Db {
  isEnded = false;
  readonly #connection: Sql;

  /** @param client the connection on which Prisma began the transaction */
  constructor(
    readonly prisma: Prisma.TransactionClient,
    client: pg.ClientBase,
  ) {
    this.#connection = sqlOn(client);
  }

  /** Bypasses Prisma, which takes more time for a statement than PostgreSQL does. @throws LostConnection after the end */
  async sql<Args extends readonly unknown[], Row>(statement: Statement<Args, Row>, ...args: Args): Promise<Row[]> {
    if (this.isEnded) throw new LostConnection('The transaction has ended.');
    return this.#connection.sql(statement, ...args);
  }

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return work(this);
  }
}
