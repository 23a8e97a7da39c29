import pino from 'pino';
import type { Database } from '../../src/db/database.js';
import { type RunnerOptions, runJobs } from '../../src/jobs/runner.js';
import type { JobHandler } from '../../src/jobs/task.js';

/** Performs jobs with `handlers` until it is disposed of. */
export async function performing(
  database: Database,
  handlers: readonly JobHandler[],
  options?: RunnerOptions,
  log = pino({ level: 'silent' }),
): Promise<AsyncDisposable> {
  const jobs = await runJobs({ database, log }, handlers, options);
  return { [Symbol.asyncDispose]: () => jobs.stop() };
}

/** Makes it look as if another process had begun all jobs, under this id and so many seconds ago. */
export async function lockJobs(database: Database, workerId: string, secondsAgo: number): Promise<void> {
  await database.pool.query(
    `UPDATE graphile_worker._private_jobs
     SET locked_by = $1, locked_at = now() - make_interval(secs => $2), attempts = attempts + 1`,
    [workerId, secondsAgo],
  );
}

/** Makes it look as if a process had written its last heartbeat so many seconds ago. */
export async function lastSeen(database: Database, workerId: string, secondsAgo: number): Promise<void> {
  await database.pool.query(
    'INSERT INTO region_processes (worker_id, seen) VALUES ($1, now() - make_interval(secs => $2))',
    [workerId, secondsAgo],
  );
}
