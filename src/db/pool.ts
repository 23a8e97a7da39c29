import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import { makeSocket } from './connection/socket.js';
import { TransactionConnection } from './connection/transaction-connection.js';
import { LostConnection } from './database-failure.js';
import { countQuery, currentBudget } from './request-scope.js';

/** The longest waits for the database, in milliseconds. */
export interface DatabaseLimits {
  /** For a connection of the pool. */
  readonly waitMs: number;
  /** For a new connection to be open. */
  readonly connectMs: number;
  /** For the result of a statement. After that its connection is destroyed. */
  readonly statementMs: number;
  /** For all waits of one request together. Undefined: they are not limited together. */
  readonly requestMs?: number;
}

/** Limits of requests. */
export const REQUEST_LIMITS: DatabaseLimits = { waitMs: 2_000, connectMs: 2_000, statementMs: 3_000, requestMs: 5_000 };
/** Limits of jobs. Hundreds of jobs share a few connections, so a job waits long for its turn. */
export const JOB_LIMITS: DatabaseLimits = { waitMs: 300_000, connectMs: 2_000, statementMs: 10_000 };
/** Limits of commands, whose statements may take long. */
export const COMMAND_LIMITS: DatabaseLimits = { waitMs: 5_000, connectMs: 5_000, statementMs: 60_000 };

/** The time by which PostgreSQL's own limit is shorter, so that a slow statement does not cost its connection. */
const SERVER_AHEAD_MS = 500;
/** The time after which PostgreSQL ends a transaction of a lost client, and so frees its locks. */
const IDLE_TRANSACTION_MS = 10_000;
/** The SQLSTATE of a write on a server that is read-only, as after a failover. */
const READ_ONLY = '25006';

/** Opens a pool whose statements and connections have time limits. */
export function openPool(url: string, max: number, name: string, limits: DatabaseLimits): pg.Pool {
  const serverMs = limits.statementMs - SERVER_AHEAD_MS;
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: limits.waitMs,
    statement_timeout: serverMs,
    lock_timeout: serverMs,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
    Client: clientClass(limits.connectMs),
  });
  limitWaits(pool);
  const connections = new Set<Connection>();
  const dropIdle = () => {
    for (const connection of connections) connection.dropIfIdle();
  };
  pool.on('connect', (client) => {
    const connection = new Connection(client, limits.statementMs, dropIdle);
    connections.add(connection);
    client.once('end', () => connections.delete(connection));
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', ignore);
  return pool;
}

const ignore = (): void => {};

/**
 * Counts the waits for connections in the budgets of requests. A callback runs in the context of its own request, not
 * in that of the request that released the connection.
 */
function limitWaits(pool: pg.Pool): void {
  pool.connect = new Proxy(pool.connect, {
    apply: (target, self, [callback]) => {
      const end = currentBudget()?.begin() ?? ignore;
      if (!callback) return Reflect.apply(target, self, []).then(TransactionConnection.note).finally(end);
      // On Node.js 20, AsyncResource.bind costs several times as much.
      const scope = new AsyncResource('DatabaseWait', { requireManualDestroy: true });
      const resume = (...results: unknown[]) =>
        scope.runInAsyncScope(() => {
          end();
          callback(...results);
        });
      return Reflect.apply(target, self, [resume]);
    },
  });
}

/** Connections of a pool wait as long for the server as for their turn; this class makes the two limits differ. */
function clientClass(connectMs: number): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(
        typeof config === 'object' ? { ...config, connectionTimeoutMillis: connectMs, stream: makeSocket } : config,
      );
    }
  };
}

/**
 * Limits the statements of a connection. Neither time-outs of the server nor TCP keep-alive notice in time that a
 * network swallows bytes. There is one timer for each connection, which each statement restarts.
 */
class Connection {
  #busy = false;
  #endWait = ignore;
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly client: pg.PoolClient,
    statementMs: number,
    onLost: () => void,
  ) {
    this.#timer = setTimeout(() => {
      // After a blocked event loop the result may have arrived: it is read before the immediate.
      setImmediate(() => {
        if (!this.#busy) return;
        this.#destroy(new LostConnection(`PostgreSQL gave no result within ${statementMs} ms.`));
        onLost();
      });
    }, statementMs).unref();
    this.#watch(onLost);
  }

  /** Destroys the connection while no statement runs: when another one is lost or read-only, it probably is, too. */
  dropIfIdle(): void {
    if (!this.#busy) this.#destroy(new LostConnection('Another connection to PostgreSQL was lost.'));
  }

  #watch(onLost: () => void): void {
    const { client } = this;
    client.query = new Proxy(client.query, {
      apply: (target, self, args) => {
        countQuery();
        this.#wait();
        this.#busy = true;
        this.#timer.refresh();
        return Reflect.apply(target, self, args);
      },
    });
    client.on('drain', () => {
      this.#busy = false;
      this.#endWait();
    });
    client.once('end', () => {
      clearTimeout(this.#timer);
      this.#endWait();
    });
    // When a connection breaks while it is in use, the statement fails with the error.
    client.on('error', ignore);
    client.connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code !== READ_ONLY) return;
      this.#destroy(new LostConnection('PostgreSQL is read-only.'));
      onLost();
    });
  }

  /** Counts the wait for a statement. Work of a request that has its answer already must not be committed. */
  #wait(): void {
    const budget = currentBudget();
    this.#endWait();
    this.#endWait = budget?.begin() ?? ignore;
    if (budget?.isSpent) this.#destroy(new LostConnection('The request has waited too long for PostgreSQL.'));
  }

  #destroy(error: Error): void {
    const { connection } = this.client;
    // The event makes the pool forget an idle connection at once; the end of the socket would come a moment later.
    connection.emit('error', error);
    connection.stream.destroy();
  }
}
