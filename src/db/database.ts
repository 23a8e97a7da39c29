import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from './generated/client.js';
import { COMMAND_LIMITS, type DatabaseLimits } from './pool.js';
import { retryConflicts } from './retry.js';
import { SqlDatabase } from './sql-database.js';
import { type Sql, type Statement, statementName } from './statement.js';

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
  readonly prisma: PrismaClient;

  /** @param connections how many connections this process may hold at most */
  constructor(url: string, connections = 10, limits: DatabaseLimits = COMMAND_LIMITS) {
    super(url, connections, limits);
    this.prisma = new PrismaClient({
      adapter: new PrismaPg(this.pool, {
        disposeExternalPool: false,
        statementNameGenerator: ({ sql }) => statementName('prisma', sql),
      }),
      // The pool's own limits end the wait first, as Prisma's limit would leave the connection in use.
      transactionOptions: { maxWait: limits.waitMs + limits.connectMs + limits.statementMs, timeout: 60_000 },
    });
  }

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return retryConflicts(() => this.prisma.$transaction((client) => work(new Transaction(client))));
  }

  override async close(): Promise<void> {
    await this.prisma.$disconnect();
    await super.close();
  }
}

class Transaction implements Db {
  constructor(readonly prisma: Prisma.TransactionClient) {}

  sql<Args extends readonly unknown[], Row>(statement: Statement<Args, Row>, ...args: Args): Promise<Row[]> {
    return this.prisma.$queryRawUnsafe<Row[]>(statement.text, ...args);
  }

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return work(this);
  }
}
