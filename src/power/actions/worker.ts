import { Database } from '../../db/database.js';
import { JOB_LIMITS } from '../../db/pool.js';
import { type RunnerOptions, type RunningJobs, runJobs } from '../../jobs/runner.js';
import { defineHandler, PERFORM_POWER_ACTION } from '../../jobs/task.js';
import { type PowerWorkerDependencies, performPowerAction } from './perform.js';

/** Power actions mostly wait for BMCs, most of all for dead ones: many run at once, on few connections. */
const WORKER_OPTIONS = { concurrency: 300, connections: 5, fetchAtOnce: 50, pollMs: 1_000 } as const;

/** Performs power actions in this process, in parallel to other jobs and requests, until it is stopped. */
export async function startPowerWorker(
  dependencies: PowerWorkerDependencies,
  options: RunnerOptions,
): Promise<RunningJobs> {
  // A separate pool, so that a thousand actions do not use up the connections of requests.
  const database = new Database(dependencies.database.url, WORKER_OPTIONS.connections, JOB_LIMITS);
  const power = defineHandler(PERFORM_POWER_ACTION, ({ actionId }, job) =>
    performPowerAction({ ...dependencies, database }, actionId, job),
  );
  try {
    const jobs = await runJobs(dependencies, [power], { ...WORKER_OPTIONS, ...options });
    return {
      async stop() {
        await jobs.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
