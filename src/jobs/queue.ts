import type { Db } from '../db/database.js';
import { statement } from '../db/statement.js';
import type { JobTask } from './task.js';

export interface EnqueueOptions {
  /** The least delay before the jobs start. */
  readonly delaySeconds?: number;
}

const addJobs = statement<[string, readonly string[], readonly string[], number], { added: number }>(
  'jobs_add',
  `SELECT count(*)::int AS added FROM graphile_worker.add_jobs(ARRAY(
     SELECT ROW($1::text, payload::json, nullif(subject, ''), now() + make_interval(secs => $4::int), NULL,
       nullif(subject, ''), NULL, NULL)::graphile_worker.job_spec
     FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS given (payload, subject, position) ORDER BY position))`,
);

/** Enqueues a job. Within a transaction, the job is a part of it. */
export function enqueue<Payload>(
  db: Db,
  task: JobTask<Payload>,
  payload: Payload,
  options: EnqueueOptions = {},
): Promise<void> {
  return enqueueAll(db, task, [payload], options);
}

/** Enqueues a job for each payload, in one statement. The subjects of the jobs, if the task has any, must differ. */
export async function enqueueAll<Payload>(
  db: Db,
  task: JobTask<Payload>,
  payloads: readonly Payload[],
  { delaySeconds = 0 }: EnqueueOptions = {},
): Promise<void> {
  if (payloads.length === 0) return;
  const texts = payloads.map((payload) => JSON.stringify(payload));
  const subjects = payloads.map((payload) => (task.subject ? `${task.name} ${task.subject(payload)}` : ''));
  await db.sql(addJobs, task.name, texts, subjects, delaySeconds);
}
