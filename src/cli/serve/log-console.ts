import { format } from 'node:util';
import type { Logger } from 'pino';

/** Sends to the log what libraries write to the console: graphile-worker prints traces while the database is lost. */
export function logConsole(log: Logger): void {
  const write = (...args: unknown[]): void => {
    const err = args.find((value) => value instanceof Error);
    log.warn({ err }, err ? err.message : format(...args));
  };
  Object.assign(console, { log: write, info: write, warn: write, error: write, trace: write });
}
