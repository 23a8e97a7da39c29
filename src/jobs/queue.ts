import type { Db } from '../db/database.js';
import { statement } from '../db/statement.js';
import type { JobTask } from './task.js';

export interface EnqueueOptions {
  /** The least delay before the jobs start. */
  readonly delaySeconds?: number;
}

interface AddedJobs {
  /** The name of the task */
  readonly task: string;
  readonly payload: string;
  /** "" for none. */
  readonly subject?: string;
  /** "" for none. Jobs of one queue run one at a time. Default: the subject. */
  readonly queue?: string;
  readonly runAt?: string;
  /** The rows, a job for each, in their order. */
  readonly from: string;
}

/** SQL for a FROM that adds jobs and has a row for each of them. All parts are SQL expressions. */
export function addedJobs({ task, payload, subject = "''", queue = subject, runAt = 'NULL', from }: AddedJobs): string {
  return `graphile_worker.add_jobs(ARRAY(
     SELECT ROW(${task}::text, ${payload}::json, nullif(${queue}, ''), ${runAt}, NULL, nullif(${subject}, ''), NULL,
       NULL)::graphile_worker.job_spec
     FROM ${from}))`;
}

const addJobs = statement<[string, readonly string[], readonly string[], number], { added: number }>(
  'jobs_add',
  `SELECT count(*)::int AS added FROM ${addedJobs({
    task: '$1',
    payload: 'payload',
    subject: 'subject',
    runAt: 'now() + make_interval(secs => $4::int)',
    from: 'unnest($2::text[], $3::text[]) WITH ORDINALITY AS given (payload, subject, position) ORDER BY position',
  })}`,
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
