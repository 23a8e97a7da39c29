import pino, { type Logger } from 'pino';
import type { Database } from '../../src/db/database.js';
import type { JobTask } from '../../src/jobs/task.js';
import { startJobs } from '../../src/server/jobs.js';
import { readSettings } from '../../src/settings.js';

export interface PerformOptions {
  /** Settings as environment variables */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: Logger;
}

/** Performs all jobs of a region, as its processes do, until it is disposed of. */
export async function performJobs(
  database: Database,
  { env = {}, log = pino({ level: 'silent' }) }: PerformOptions = {},
): Promise<AsyncDisposable> {
  const jobs = await startJobs({ settings: readSettings(env), database, log });
  return { [Symbol.asyncDispose]: () => jobs.stop() };
}

/** Returns the payloads of the unfinished jobs of a task, in the order in which the jobs were enqueued. */
export async function queuedJobs<Payload>(database: Database, { name, payload }: JobTask<Payload>): Promise<Payload[]> {
  const { rows } = await database.pool.query<{ payload: unknown }>(
    `SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = $1 ORDER BY j.id`,
    [name],
  );
  return rows.map((row) => payload.parse(row.payload));
}
