import type { Viewer } from '../../accounts/viewer.js';
import { type LockedNode, listUnknownIds, mayEdit } from '../lock.js';

/** What a batch did with one node. */
interface Outcome {
  readonly outcome: 'requested' | 'refused' | 'unknown';
  /** Why nothing was requested. "" when it was. */
  readonly reason: string;
}

export type Outcomes = Readonly<Record<string, Outcome>>;

const UNKNOWN: Outcome = { outcome: 'unknown', reason: 'There is no such node.' };
const REQUESTED: Outcome = { outcome: 'requested', reason: '' };
const NO_POWER = 'The node has no power type, or no MAC address for Wake-on-LAN.';

/**
 * Performs a change of each node that the viewer may edit, independently of the others.
 * @param nodes those of `systemIds` that exist, locked
 * @param problemOf why a node cannot be changed; undefined: it can
 * @param change requests the change. Returns the system_ids of the nodes for which it was requested
 */
export async function changeEach(
  viewer: Viewer,
  systemIds: readonly string[],
  nodes: readonly LockedNode[],
  problemOf: (node: LockedNode) => string | undefined,
  change: (nodes: readonly LockedNode[]) => Promise<ReadonlySet<string>>,
): Promise<Outcomes> {
  const problems = new Map(
    nodes.map((node) => [
      node.system_id,
      mayEdit(viewer, node) ? problemOf(node) : 'Only its owner and administrators may do this.',
    ]),
  );
  const requested = await change(nodes.filter(({ system_id }) => problems.get(system_id) === undefined));
  const known = nodes.map(({ system_id: id }): [string, Outcome] => [
    id,
    requested.has(id) ? REQUESTED : { outcome: 'refused', reason: problems.get(id) ?? NO_POWER },
  ]);
  const unknown = listUnknownIds(systemIds, nodes).map((id): [string, Outcome] => [id, UNKNOWN]);
  return Object.fromEntries([...known, ...unknown]);
}
