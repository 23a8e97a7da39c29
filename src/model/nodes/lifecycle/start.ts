import { DatabaseBatch } from '../../../db/batch/database-batch.js';
import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Substatus } from '../../../substatus.js';
import type { Viewer } from '../../accounts/viewer.js';
import { NodeStatus } from '../../statuses/node-status.js';
import type { LockedNode } from '../lock.js';
import { powerRefusedError, queuePower } from './power.js';

export interface StartOptions {
  /** Undefined: stored user data is deleted. */
  readonly userData: Uint8Array | undefined;
  /** Undefined: unchanged. */
  readonly distroSeries: string | undefined;
}

const setUserData = statement<[readonly number[], Uint8Array], never>(
  'user_data_set',
  `INSERT INTO node_user_data (node_id, data) SELECT id, $2 FROM unnest($1::int[]) given (id)
   ON CONFLICT (node_id) DO UPDATE SET data = excluded.data`,
);
const setSeries = statement<[readonly number[], string], never>(
  'node_series_set',
  'UPDATE nodes SET distro_series = $2, updated = now() WHERE id = ANY($1::int[])',
);

/** A deployed node whose disk boots stays deployed. Any other allocated node is installed when it boots next. */
const beginDeployments = statement<[ids: readonly number[], withoutUserData: readonly number[]], never>(
  'deployment_begin',
  `WITH dropped AS (DELETE FROM node_user_data WHERE node_id = ANY($2::int[])),
   begun AS (
     UPDATE nodes SET substatus = ${Substatus.DEPLOYING}, deploying_since = now(), installer_seen = false, error = '',
       netboot = netboot OR substatus IS NULL, updated = now()
     WHERE id = ANY($1::int[]) AND status = ${NodeStatus.ALLOCATED} AND (netboot OR substatus IS DISTINCT FROM ${Substatus.DEPLOYED})
     RETURNING id)
   DELETE FROM installation_results WHERE node_id IN (SELECT id FROM begun)`,
);

interface Begin {
  readonly ids: readonly number[];
  /** Whether stored user data is deleted. */
  readonly dropsUserData: boolean;
}

const MOST_BEGINS = 50;
const begins = new DatabaseBatch(async (tx, asks: readonly Begin[]) => {
  const withoutUserData = asks.filter(({ dropsUserData }) => dropsUserData).flatMap(({ ids }) => ids);
  await tx.sql(
    beginDeployments,
    asks.flatMap(({ ids }) => ids),
    withoutUserData,
  );
  return asks.map(() => undefined);
}, MOST_BEGINS);

/** Starts one node, as `startNodes`. @throws Forbidden for a node without power type */
export async function startNode(tx: Db, viewer: Viewer, node: LockedNode, options: StartOptions): Promise<void> {
  const started = await startNodes(tx, viewer, [node], options);
  if (!started.has(node.system_id)) throw powerRefusedError('on');
}

/**
 * Powers nodes on in any status, and stores their user data. The start of an allocated node begins its deployment. Nodes
 * without a power type stay as they are.
 * @returns the system_ids of the started nodes
 */
export async function startNodes(
  tx: Db,
  viewer: Viewer,
  nodes: readonly LockedNode[],
  { distroSeries, userData }: StartOptions,
): Promise<ReadonlySet<string>> {
  const started = await queuePower(tx, nodes, 'on', viewer.username);
  const ids = nodes.filter(({ system_id }) => started.has(system_id)).map(({ id }) => id);
  if (ids.length === 0) return started;
  if (distroSeries !== undefined) await tx.sql(setSeries, ids, distroSeries);
  if (userData) await tx.sql(setUserData, ids, userData);
  await begins.ask(tx, { ids, dropsUserData: !userData });
  return started;
}
