import { EventEmitter } from 'node:events';
import { parseCronItems, run, type Task, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Logger } from 'pino';
import { countDeaths } from './heartbeat.js';
import { checkListener } from './listener-check.js';
import { createQueueLogger } from './queue-logger.js';
import type { JobHandler } from './task.js';

/** The job queue's workers in this process. */
export interface WorkQueue {
  /** The id under which the workers hold jobs. */
  readonly workerId: string;
  /** Settles when the workers have stopped for any reason. */
  readonly ended: Promise<void>;
  /** Takes no more jobs. Resolves when running jobs have ended. */
  stop(): Promise<void>;
}

export interface WorkQueueOptions {
  /** Jobs that run at once. */
  readonly concurrency: number;
  /** Jobs that are fetched at once. */
  readonly fetchAtOnce: number;
  /** The time between queries for jobs that are due later. New jobs are noticed at once. */
  readonly pollMs: number;
  /** The time between checks of the connection that listens for new jobs. */
  readonly heartbeatMs: number;
}

/** A job that ends its process would end every process, again and again. */
const MAX_DEATHS = 3;
/** The time after which fetched jobs that have not begun are returned to the queue, for each job that is fetched at once. */
const HOLD_MS = 40;
/** The time for which ended jobs gather, to be removed by one statement. */
const COMPLETE_MS = 10;

/** Starts to perform jobs. */
export async function startWorkQueue(
  pgPool: pg.Pool,
  log: Logger,
  handlers: readonly JobHandler[],
  { concurrency, fetchAtOnce, pollMs, heartbeatMs }: WorkQueueOptions,
): Promise<WorkQueue> {
  let workerId = '';
  const events = new EventEmitter().on('pool:create', ({ workerPool }) => {
    workerId = workerPool.id;
  });
  const checking = new AbortController();
  void checkListener(events, heartbeatMs, checking.signal);
  const runner = await run({
    pgPool,
    events,
    logger: createQueueLogger(log),
    noHandleSignals: true,
    concurrency,
    taskList: taskListOf(pgPool, handlers),
    parsedCronItems: scheduleOf(handlers),
    // Without batches, the process would end when the end of a job cannot be written.
    preset: {
      worker: {
        completeJobBatchDelay: COMPLETE_MS,
        failJobBatchDelay: 0,
        pollInterval: pollMs,
        // It fetches by one statement at a time. Without it, each added job of any task has a worker of each runner look.
        localQueue: { size: fetchAtOnce, ttl: fetchAtOnce * HOLD_MS },
      },
    },
  });
  const ended = runner.promise
    .catch((error: unknown) => log.error({ err: error }, 'the job queue failed'))
    .finally(() => checking.abort());
  let stopped: Promise<void> | undefined;
  return {
    workerId,
    ended,
    stop() {
      // `stop` fails when the runner has stopped by itself.
      stopped ??= runner.stop().catch(() => ended);
      return stopped;
    },
  };
}

function taskListOf(pool: pg.Pool, handlers: readonly JobHandler[]): TaskList {
  return Object.fromEntries(
    handlers.map((handler): [string, Task] => [
      handler.name,
      async (payload, { job, abortSignal }) => {
        const again = job.attempts > 1;
        const deaths = handler.giveUp && again ? await countDeaths(pool, job.id) : 0;
        if (handler.giveUp && deaths >= MAX_DEATHS) await handler.giveUp(payload, deaths);
        else await handler.perform(payload, { id: job.id, again, signal: abortSignal });
      },
    ]),
  );
}

/** Makes the schedule. A due job is enqueued once for all processes, and is not enqueued again while it waits. */
function scheduleOf(handlers: readonly JobHandler[]) {
  return parseCronItems(
    handlers.flatMap(({ name, schedule }) =>
      schedule === undefined ? [] : [{ task: name, match: schedule, options: { jobKey: name, maxAttempts: 1 } }],
    ),
  );
}
