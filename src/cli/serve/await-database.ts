import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { makeSocket } from '../../db/connection/socket.js';
import { isDatabaseUnavailable } from '../../db/database-failure.js';
import { CliError } from '../lib/io.js';
import type { Stop } from './stop.js';

const PATIENCE_MS = 60_000;
const RETRY_MS = 500;

/**
 * Waits until PostgreSQL answers: a database server may be starting at the same time as the region.
 * @throws CliError when the region is stopped meanwhile; after a minute, the error of the last attempt
 */
export async function untilUp(url: string, stop: Stop, log: Logger): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await tryOnce(url);
    } catch (error) {
      if (!isDatabaseUnavailable(error) || Date.now() > deadline) throw error;
      log.warn('PostgreSQL does not answer yet');
    }
    const stopped = stop.requested.then(() => true);
    if (await Promise.race([sleep(RETRY_MS, false), stopped]))
      throw new CliError('Stopped before PostgreSQL answered.');
  }
}

async function tryOnce(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, stream: makeSocket });
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}
