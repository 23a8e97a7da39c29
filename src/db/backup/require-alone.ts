import type pg from 'pg';
import { HEARTBEAT_SILENCE } from '../processes.js';
import { BackupError } from './format.js';

/**
 * Refuses to replace the content under processes that use it. Until the transaction ends, the lock keeps new processes
 * from their first heartbeat, and so from serving.
 * @throws BackupError
 */
export async function requireAlone(client: pg.ClientBase): Promise<void> {
  await client.query('LOCK TABLE region_processes IN EXCLUSIVE MODE');
  const { rows } = await client.query<{ alive: number }>(
    `SELECT count(*)::int AS alive FROM region_processes WHERE seen > now() - make_interval(secs => $1)`,
    [HEARTBEAT_SILENCE],
  );
  const { alive = 0 } = rows[0] ?? {};
  if (alive === 0) return;
  throw new BackupError(
    `${alive === 1 ? 'A region process uses' : `${alive} region processes use`} the database. Stop them first. ` +
      `A process that was killed counts for ${HEARTBEAT_SILENCE} seconds.`,
  );
}
