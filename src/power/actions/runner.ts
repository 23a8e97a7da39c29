import { Database } from '../../db/database.js';
import { type RunnerOptions, type RunningJobs, runJobs } from '../../jobs/runner.js';
import { handler, POWER } from '../../jobs/task.js';
import { type PowerServices, performPower } from './perform.js';

/** Power actions mostly wait, those of dead BMCs above all: so many run at once, but on few connections. */
const LANE = { concurrency: 300, connections: 5, fetchAtOnce: 25 } as const;

/** Performs power actions in this process, beside all other jobs and requests, until it is stopped. */
export async function performPowerActions(services: PowerServices, options: RunnerOptions): Promise<RunningJobs> {
  // Its own connections: a thousand actions must not keep requests waiting for one.
  const database = new Database(services.database.url, LANE.connections);
  const power = handler(POWER, ({ actionId }, job) => performPower({ ...services, database }, actionId, job));
  try {
    const jobs = await runJobs(services, [power], { ...LANE, ...options });
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
