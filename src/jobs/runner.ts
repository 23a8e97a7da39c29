import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from '../db/database.js';
import { isDatabaseUnavailable } from '../db/database-failure.js';
import { JOB_LIMITS, openPool } from '../db/pool.js';
import { HEARTBEAT_SILENCE } from '../db/processes.js';
import { freeSilentWorkers, releaseJobs, writeHeartbeat } from './heartbeat.js';
import type { JobHandler } from './task.js';
import { startWorkQueue, type WorkQueue } from './work-queue.js';

export interface RunnerOptions {
  /** Jobs that run at once. */
  readonly concurrency?: number;
  /** Database connections for fetching and ending jobs. Default: one for each concurrent job. */
  readonly connections?: number;
  /** The number of jobs that are fetched at once. Default: each job separately. */
  readonly fetchAtOnce?: number;
  /** The time between queries for jobs that are due later. */
  readonly pollMs?: number;
  readonly heartbeatMs?: number;
  /** Processes without a heartbeat for longer are dead. */
  readonly silenceSeconds?: number;
  /** The time that `stop` waits for running jobs. */
  readonly graceMs?: number;
}

export interface RunningJobs {
  /** Takes no more jobs and waits for running ones. Jobs that take too long are left to other processes. */
  stop(): Promise<void>;
}

const DEFAULTS = {
  concurrency: 10,
  fetchAtOnce: 1,
  pollMs: 2_000,
  heartbeatMs: 5_000,
  silenceSeconds: HEARTBEAT_SILENCE,
  graceMs: 8_000,
};
/** The connections that listen and that write heartbeats, in addition to those for jobs. */
const MORE_CONNECTIONS = 2;
const RESTART_MS = 1_000;
/** The time that `stop` waits for the database after the grace period. */
const LEAVE_MS = 2_000;

/**
 * Performs jobs in this process until it is stopped. While the database is not available, it waits and tries again: at
 * the start, and after a loss.
 */
export async function runJobs(
  { database, log }: { readonly database: Database; readonly log: Logger },
  handlers: readonly JobHandler[],
  options: RunnerOptions = {},
): Promise<RunningJobs> {
  const settings = { ...DEFAULTS, ...options };
  // A separate pool, so that requests waiting for connections cannot delay heartbeats.
  const connections = (settings.connections ?? settings.concurrency) + MORE_CONNECTIONS;
  const pool = openPool(database.url, connections, 'maas-region jobs', JOB_LIMITS);
  const start = async () => {
    const queue = await startWorkQueue(pool, log, handlers, settings);
    try {
      await writeHeartbeat(pool, queue.workerId);
      return queue;
    } catch (error) {
      // Without a heartbeat, other processes would perform its jobs at the same time.
      await queue.stop();
      throw error;
    }
  };
  try {
    return new Jobs(pool, log, start, await startIfAvailable(start, log), settings);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Starts a queue. @returns undefined while the database is not available */
async function startIfAvailable(start: () => Promise<WorkQueue>, log: Logger): Promise<WorkQueue | undefined> {
  try {
    return await start();
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    log.warn({ err: error }, 'the job queue cannot be started yet');
    return undefined;
  }
}

class Jobs implements RunningJobs {
  readonly #stopping = new AbortController();
  readonly #loops: Promise<unknown>;

  constructor(
    private readonly pool: pg.Pool,
    private readonly log: Logger,
    private readonly start: () => Promise<WorkQueue>,
    private queue: WorkQueue | undefined,
    private readonly settings: typeof DEFAULTS,
  ) {
    this.#loops = Promise.all([this.#work(), this.#writeHeartbeat()]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const done = Promise.all([this.queue?.stop(), this.#loops.then(() => this.queue?.stop())]);
    await Promise.race([done, sleep(this.settings.graceMs, undefined, { ref: false })]);
    const released = this.#release().catch((error: unknown) =>
      this.log.warn({ err: error }, 'jobs that still run could not be left to other processes'),
    );
    // While the database is lost, statements of jobs hold their connections for longer than a stop may take.
    await Promise.race([released.then(() => this.pool.end()), sleep(LEAVE_MS, undefined, { ref: false })]);
  }

  /** Leaves the jobs that still run to other processes. */
  async #release(): Promise<void> {
    if (this.queue) await releaseJobs(this.pool, this.queue.workerId);
  }

  /** Waits until the workers stop, which happens when the database is lost, and starts new ones. */
  async #work(): Promise<void> {
    for (;;) {
      await this.queue?.ended;
      if (this.#stopping.signal.aborted) return;
      if (this.queue) this.log.warn('the job queue has stopped and is started again');
      await this.#restart();
    }
  }

  async #restart(): Promise<void> {
    while (await this.#pause(RESTART_MS)) {
      try {
        await this.#release();
        this.queue = await this.start();
        return;
      } catch (error) {
        this.log.warn({ err: error }, 'the job queue cannot be started');
      }
    }
  }

  async #writeHeartbeat(): Promise<void> {
    do {
      try {
        if (this.queue) await writeHeartbeat(this.pool, this.queue.workerId);
        const dead = await freeSilentWorkers(this.pool, this.settings.silenceSeconds);
        if (dead.length > 0) this.log.warn({ workers: dead }, 'freed the jobs of processes that are gone');
      } catch (error) {
        this.log.warn({ err: error }, 'the heartbeat could not be written');
      }
    } while (await this.#pause(this.settings.heartbeatMs));
  }

  /** @returns false when it is time to stop */
  async #pause(ms: number): Promise<boolean> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => {});
    return !this.#stopping.signal.aborted;
  }
}
