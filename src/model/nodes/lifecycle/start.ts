import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Substatus } from '../../../substatus.js';
import type { Viewer } from '../../accounts/viewer.js';
import { NodeStatus } from '../../statuses/node-status.js';
import type { LockedNode } from '../lock.js';
import { queuePowerOrThrow } from './power.js';

export interface StartOptions {
  /** Undefined: stored user data is deleted. */
  readonly userData: Uint8Array | undefined;
  /** Undefined: unchanged. */
  readonly distroSeries: string | undefined;
}

const setUserData = statement<[number, Uint8Array], never>(
  'user_data_set',
  `INSERT INTO node_user_data (node_id, data) VALUES ($1, $2) ON CONFLICT (node_id) DO UPDATE SET data = excluded.data`,
);
const dropUserData = statement<[number], never>('user_data_drop', 'DELETE FROM node_user_data WHERE node_id = $1');
const setSeries = statement<[number, string], never>(
  'node_series_set',
  'UPDATE nodes SET distro_series = $2, updated = now() WHERE id = $1',
);

/** A deployed node whose disk boots stays deployed. Any other allocated node is installed when it boots next. */
const beginDeployment = statement<[number], never>(
  'deployment_begin',
  `WITH begun AS (
     UPDATE nodes SET substatus = ${Substatus.DEPLOYING}, deploying_since = now(), installer_seen = false, error = '',
       netboot = netboot OR substatus IS NULL, updated = now()
     WHERE id = $1 AND (netboot OR substatus IS DISTINCT FROM ${Substatus.DEPLOYED})
     RETURNING id)
   DELETE FROM installation_results WHERE node_id IN (SELECT id FROM begun)`,
);

/**
 * Powers a node on in any status, and stores its user data. The start of an allocated node begins its deployment.
 * @throws Forbidden for a node without power type
 */
export async function startNode(tx: Db, viewer: Viewer, node: LockedNode, options: StartOptions): Promise<void> {
  if (options.distroSeries !== undefined) await tx.sql(setSeries, node.id, options.distroSeries);
  if (options.userData) await tx.sql(setUserData, node.id, options.userData);
  else await tx.sql(dropUserData, node.id);
  if (node.status === NodeStatus.ALLOCATED) await tx.sql(beginDeployment, node.id);
  await queuePowerOrThrow(tx, node, 'on', viewer.username);
}
