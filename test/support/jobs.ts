import type { Database } from '../../src/db/database.js';
import type { JobTask } from '../../src/jobs/task.js';

/** What the jobs of a task carry that are not done yet, in the order in which they were asked for. */
export async function queuedJobs<Payload>(database: Database, { name, payload }: JobTask<Payload>): Promise<Payload[]> {
  const { rows } = await database.pool.query<{ payload: unknown }>(
    `SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = $1 ORDER BY j.id`,
    [name],
  );
  return rows.map((row) => payload.parse(row.payload));
}
