import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { LEVELS } from '../../../events/level.js';
import { IS_POWERING_OFF } from '../../../power/actions/releasing.js';
import { Substatus } from '../../../substatus.js';
import { NodeStatus } from '../../statuses/node-status.js';

const ALLOCATED_ONLY = `n.status = ${NodeStatus.ALLOCATED} AND n.substatus IS DISTINCT FROM ${Substatus.DEPLOYED}`;

/**
 * Whether node `n` is installed, and its system has not been seen since, in SQL. Installers turn netboot off when they
 * are done. A deployment that failed by its timeout ends well when the system comes up later. An aborted one does not,
 * although its machine may run until it is powered off.
 */
export const AWAITS_SYSTEM = `(${ALLOCATED_ONLY} AND NOT n.netboot AND NOT (n.substatus IS NULL AND ${IS_POWERING_OFF}))`;

const record = (condition: string): string => `WITH deployed AS (
    UPDATE nodes n SET substatus = ${Substatus.DEPLOYED}, error = '', updated = now()
    WHERE n.system_id = $1 AND ${condition} RETURNING n.system_id)
  INSERT INTO events (level, type, description, system_id) SELECT ${LEVELS.INFO}, 'Node deployed', $2, system_id FROM deployed`;

const recordSeen = statement<[string, string], never>('deployment_seen', record(AWAITS_SYSTEM));
const recordReported = statement<[string, string], never>('deployment_reported', record(ALLOCATED_ONLY));

/** The signs of an installed system that does not report the end of its deployment itself. */
const SIGNS = {
  metadata: 'The installed system has read its metadata.',
  disk: 'The node boots from its disk.',
} as const;

/** Ends the deployment of a node whose installed system was seen. Without effect on a node that does not wait for it. */
export async function recordSystemSeen(db: Db, systemId: string, sign: keyof typeof SIGNS): Promise<void> {
  await db.sql(recordSeen, systemId, SIGNS[sign]);
}

/** Ends the deployment of a node whose installed system reports success. */
export async function recordSystemReport(db: Db, systemId: string): Promise<void> {
  await db.sql(recordReported, systemId, 'The installed system has reported success.');
}
