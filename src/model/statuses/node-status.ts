/** NODE_STATUS of the API document (docs/contract/nodes.md B1), with the numbers on the wire. */
export const NodeStatus = {
  DECLARED: 0,
  COMMISSIONING: 1,
  FAILED_TESTS: 2,
  MISSING: 3,
  READY: 4,
  RESERVED: 5,
  ALLOCATED: 6,
  RETIRED: 7,
} as const;

const NAMES = ['Declared', 'Commissioning', 'Failed tests', 'Missing', 'Ready', 'Reserved', 'Allocated', 'Retired'];

/** The name of a status for people. For an allocated node it includes the owner. */
export function displayNodeStatus(status: number, owner?: string | null): string {
  const name = NAMES[status] ?? 'Unknown';
  return status === NodeStatus.ALLOCATED && owner ? `${name} to ${owner}` : name;
}

/** The statuses of a node as they are stored. */
export interface NodeStatuses {
  readonly status: number;
  /** Null: the status tells all. */
  readonly substatus: number | null;
}

export const ALLOCATED_SUBSTATUS = 10;

/** The number that nodes show as `substatus`. There 6 means deployed, which an allocated node need not be. */
export function substatusOf({ status, substatus }: NodeStatuses): number {
  return substatus ?? (status === NodeStatus.ALLOCATED ? ALLOCATED_SUBSTATUS : status);
}

const statuses = (...of: number[]): ReadonlySet<number> => new Set(of);

/** The statuses in which commissioning may start. */
export const COMMISSIONABLE_STATUSES = statuses(NodeStatus.DECLARED, NodeStatus.FAILED_TESTS, NodeStatus.READY);
/** The statuses in which a node can be released into the pool. */
export const RELEASABLE_STATUSES = statuses(NodeStatus.RESERVED, NodeStatus.ALLOCATED);
/** The statuses in which accepting a node again does nothing. */
export const ACCEPTED_STATUSES = statuses(NodeStatus.COMMISSIONING, NodeStatus.READY);
