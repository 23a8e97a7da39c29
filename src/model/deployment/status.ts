import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Substatus } from '../../substatus.js';
import type { Viewer } from '../accounts/viewer.js';
import { checkBulkNodes, maySee } from '../nodes/lock.js';
import { NodeStatus, type NodeStatuses } from '../statuses/node-status.js';

/** The words for a deployment, as MAAS 1.7 to 1.9 have them (docs/contract/nodes.md B12). */
export const DEPLOYMENT_WORDS = ['Deployed', 'Deploying', 'Failed deployment', 'Not in Deployment'] as const;
type DeploymentWord = (typeof DEPLOYMENT_WORDS)[number];

const WORD_OF: ReadonlyMap<number, DeploymentWord> = new Map([
  [Substatus.DEPLOYED, 'Deployed'],
  [Substatus.DEPLOYING, 'Deploying'],
  [Substatus.FAILED_DEPLOYMENT, 'Failed deployment'],
]);

const read = statement<[readonly string[]], NodeStatuses & { system_id: string; owner_id: number | null }>(
  'deployment_status',
  `SELECT n.system_id, n.owner_id, n.status::int AS status, n.substatus::int AS substatus
   FROM nodes n WHERE n.system_id = ANY($1::text[]) ORDER BY n.id`,
);

/**
 * How far the deployments of nodes are, by system_id.
 * @throws BadRequest with the unknown ids
 * @throws Forbidden with the nodes that the viewer does not see in lists
 */
export async function readDeployments(
  db: Db,
  viewer: Viewer,
  systemIds: readonly string[],
): Promise<Record<string, DeploymentWord>> {
  const nodes = await db.sql(read, systemIds);
  checkBulkNodes(systemIds, nodes, (node) => maySee(viewer, node));
  return Object.fromEntries(nodes.map((node) => [node.system_id, wordOf(node)]));
}

function wordOf({ status, substatus }: NodeStatuses): DeploymentWord {
  const word = status === NodeStatus.ALLOCATED && substatus !== null ? WORD_OF.get(substatus) : undefined;
  return word ?? 'Not in Deployment';
}
