import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { readCopiedBytes } from './connection/copied-bytes.js';
import { TransactionConnection } from './connection/transaction-connection.js';
import { LostConnection } from './database-failure.js';
import { type Prisma, PrismaClient } from './generated/client.js';
import { retryConflicts } from './retry.js';
import { SqlDatabase, sqlOn } from './sql-database.js';
import { type Sql, type Statement, statementName } from './statement.js';

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
  /**
   * Reads one value of type bytea, in less time than `sql` takes for large ones.
   * @param select a SELECT of one bytea, not null, and at most one row; its text holds the values, which must be numbers
   * @returns undefined without a row
   */
  readBytes(select: string): Promise<Buffer | undefined>;
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

  async readBytes(select: string): Promise<Buffer | undefined> {
    const client = await this.pool.connect();
    try {
      const bytes = await readCopiedBytes(client, select);
      client.release();
      return bytes;
    } catch (error) {
      // As `pool.query` does: the connection may be ending.
      client.release(true);
      throw error;
    }
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
  /** Settles after the last statement: pg warns about statements that are sent while another one runs. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param client the connection on which Prisma began the transaction */
  constructor(
    readonly prisma: Prisma.TransactionClient,
    private readonly client: pg.ClientBase,
  ) {
    this.#connection = sqlOn(client);
  }

  /** Bypasses Prisma, which takes more time for a statement than PostgreSQL does. @throws LostConnection after the end */
  sql<Args extends readonly unknown[], Row>(statement: Statement<Args, Row>, ...args: Args): Promise<Row[]> {
    const rows = this.#last.then(() => {
      if (this.isEnded) throw new LostConnection('The transaction has ended.');
      return this.#connection.sql(statement, ...args);
    });
    this.#last = rows.catch(() => {});
    return rows;
  }

  async readBytes(select: string): Promise<Buffer | undefined> {
    if (this.isEnded) throw new LostConnection('The transaction has ended.');
    return readCopiedBytes(this.client, select);
  }

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return work(this);
  }
}
