import { Logger } from 'graphile-worker';
import type { Logger as Pino } from 'pino';

/** What it warns of at every start of a queue whose many jobs share few connections, as they mostly wait. */
const ON_PURPOSE = /^(WARNING: having maxPoolSize|Your job batch size) /;

/** Lets the job queue log by pino. What it calls information is of interest to those only who debug it. */
export function createQueueLogger(log: Pino): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const name = String(level);
    const facts = { task: scope.taskIdentifier, job: scope.jobId, err: meta?.error };
    if (name === 'error') log.error(facts, message);
    else if (name === 'warning' && !ON_PURPOSE.test(message)) log.warn(facts, message);
    else log.debug(facts, message);
  });
}
