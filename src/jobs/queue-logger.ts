import { Logger } from 'graphile-worker';
import type { Logger as Pino } from 'pino';

/** Warnings at the start of every queue whose jobs share few connections. This is intended, as most jobs wait. */
const ON_PURPOSE = /^(WARNING: having maxPoolSize|Your job batch size) /;

/** Makes a logger for the job queue that writes to pino. Lines of its level info are logged at level debug. */
export function createQueueLogger(log: Pino): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const name = String(level);
    const facts = { task: scope.taskIdentifier, job: scope.jobId, err: meta?.error };
    if (name === 'error') log.error(facts, message);
    else if (name === 'warning' && !ON_PURPOSE.test(message)) log.warn(facts, message);
    else log.debug(facts, message);
  });
}
