import type pg from 'pg';

// The job queue itself frees the jobs of a dead process only after four hours. All times are the database's.
const BEAT = `INSERT INTO region_processes (worker_id) VALUES ($1) ON CONFLICT (worker_id) DO UPDATE SET seen = now()`;

/**
 * Frees jobs of dead workers. Workers that hold jobs without a heartbeat are dead too: their row was deleted before.
 * The rows of the jobs are locked, so that only one of several processes counts the death.
 */
const FREE_SILENT = `
WITH silent AS (
  DELETE FROM region_processes WHERE seen < now() - make_interval(secs => $1) RETURNING worker_id
), unknown AS (
  SELECT DISTINCT j.locked_by FROM graphile_worker.jobs j
  WHERE j.locked_at < now() - make_interval(secs => $1)
    AND NOT EXISTS (SELECT FROM region_processes p WHERE p.worker_id = j.locked_by)
), dead AS (
  SELECT array_agg(worker_id) AS ids FROM (SELECT worker_id FROM silent UNION SELECT locked_by FROM unknown) AS both_kinds
), held AS (
  SELECT j.id FROM graphile_worker._private_jobs j JOIN dead ON j.locked_by = ANY(dead.ids) FOR NO KEY UPDATE OF j
), counted AS (
  INSERT INTO job_deaths (job_id, deaths) SELECT id, 1 FROM held
  ON CONFLICT (job_id) DO UPDATE SET deaths = job_deaths.deaths + 1 RETURNING 1
), ended AS (
  DELETE FROM job_deaths d WHERE NOT EXISTS (SELECT FROM graphile_worker._private_jobs j WHERE j.id = d.job_id)
)
SELECT ids, graphile_worker.force_unlock_workers(ids) FROM dead
WHERE ids IS NOT NULL AND (SELECT count(*) FROM counted) >= 0`;

const COUNT_DEATHS = 'SELECT deaths FROM job_deaths WHERE job_id = $1';

const LEAVE = `
WITH gone AS (DELETE FROM region_processes WHERE worker_id = $1)
SELECT graphile_worker.force_unlock_workers(ARRAY[$1::text])`;

/** Writes a heartbeat for the process that performs jobs under this id. */
export async function writeHeartbeat(pool: pg.Pool, workerId: string): Promise<void> {
  await pool.query(BEAT, [workerId]);
}

/**
 * Frees the jobs of processes without a heartbeat for `silenceSeconds`, so that other processes perform them. Counts
 * these deaths for each job. Any number of processes may call it at once.
 * @returns the ids under which the dead processes performed jobs
 */
export async function freeSilentWorkers(pool: pg.Pool, silenceSeconds: number): Promise<string[]> {
  const { rows } = await pool.query<{ ids: string[] }>(FREE_SILENT, [silenceSeconds]);
  return rows.flatMap(({ ids }) => ids);
}

/** How many processes have died while they performed the job. */
export async function countDeaths(pool: pg.Pool, jobId: string): Promise<number> {
  const { rows } = await pool.query<{ deaths: number }>(COUNT_DEATHS, [jobId]);
  return rows[0]?.deaths ?? 0;
}

/** Frees the jobs held under this id, which is no longer used. */
export async function releaseJobs(pool: pg.Pool, workerId: string): Promise<void> {
  await pool.query(LEAVE, [workerId]);
}
