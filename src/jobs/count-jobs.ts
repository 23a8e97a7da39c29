import { type Sql, statement } from '../db/statement.js';

/** How many jobs of a task are in a state. */
export interface JobCount {
  readonly task: string;
  readonly state: string;
  readonly count: number;
}

const count = statement<[], JobCount>(
  'figures_jobs',
  `SELECT task_identifier AS task,
          CASE WHEN locked_at IS NOT NULL THEN 'running' WHEN attempts >= max_attempts THEN 'failed' ELSE 'queued' END
            AS state,
          count(*)::int AS count
   FROM graphile_worker.jobs GROUP BY 1, 2`,
);

/** Counts the jobs by task and state: queued, running or failed. */
export function countJobs(db: Sql): Promise<JobCount[]> {
  return db.sql(count);
}
