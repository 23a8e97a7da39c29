import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../errors.js';
import { isSerializationFailure } from './database-failure.js';

const ATTEMPTS = 6;
const FIRST_WAIT_MS = 10;

/**
 * Runs `work`, and retries it after conflicts with concurrent transactions, with growing random waits. So `work` must
 * have no effect outside the database.
 * @throws Unavailable after the last attempt
 */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isSerializationFailure(error)) throw error;
      if (attempt === ATTEMPTS) throw new Unavailable('The database is too busy, try again.');
      await sleep(Math.random() * FIRST_WAIT_MS * 2 ** attempt);
    }
  }
}
