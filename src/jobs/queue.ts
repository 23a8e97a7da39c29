import { z } from 'zod';
import type { Db } from '../db/database.js';
import { statement } from '../db/statement.js';

/** The tasks by their names, with what their jobs carry. */
export const PAYLOADS = {
  /** Performs a power action of a node. */
  power: z.object({ actionId: z.number().int() }),
  /** Forgets OAuth nonces that can no longer be used. */
  purge_nonces: z.object({}),
  /** Gives up on nodes that take too long to be commissioned. */
  fail_stale_commissioning: z.object({}),
} as const;

export type TaskName = keyof typeof PAYLOADS;
export type Payload<Name extends TaskName> = z.infer<(typeof PAYLOADS)[Name]>;

export interface EnqueueOptions {
  /** The jobs may start no sooner. */
  readonly delaySeconds?: number;
}

const addJobs = statement<[string, readonly string[], number], { added: number }>(
  'jobs_add',
  `SELECT count(*)::int AS added FROM graphile_worker.add_jobs(ARRAY(
     SELECT ROW($1::text, payload::json, NULL, now() + make_interval(secs => $3::int), NULL, NULL, NULL, NULL)
       ::graphile_worker.job_spec
     FROM unnest($2::text[]) WITH ORDINALITY AS given (payload, position) ORDER BY position))`,
);

/** Enqueues a job; in a transaction, it exists with what else the transaction writes or not at all. */
export function enqueue<Name extends TaskName>(
  db: Db,
  task: Name,
  payload: Payload<Name>,
  options: EnqueueOptions = {},
): Promise<void> {
  return enqueueAll(db, task, [payload], options);
}

/** Enqueues a job for each payload, in one statement. */
export async function enqueueAll<Name extends TaskName>(
  db: Db,
  task: Name,
  payloads: readonly Payload<Name>[],
  { delaySeconds = 0 }: EnqueueOptions = {},
): Promise<void> {
  if (payloads.length === 0) return;
  const texts = payloads.map((payload) => JSON.stringify(payload));
  await db.sql(addJobs, task, texts, delaySeconds);
}
