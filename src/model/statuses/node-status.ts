/** The states of a node (contract/nodes.md B1); the numbers are what is on the wire. */
export const Status = {
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

/** The name of a state as people read it; for an allocated node with the user that has it. */
export function displayStatus(status: number, owner?: string | null): string {
  const name = NAMES[status] ?? 'Unknown';
  return status === Status.ALLOCATED && owner ? `${name} to ${owner}` : name;
}

const statuses = (...of: number[]): ReadonlySet<number> => new Set(of);

/** From which states commissioning may start. */
export const COMMISSIONABLE = statuses(Status.DECLARED, Status.FAILED_TESTS, Status.READY);
/** From which states a node can be released into the pool. */
export const RELEASABLE = statuses(Status.RESERVED, Status.ALLOCATED);
/** States in which accepting a node again does nothing. */
export const ACCEPTED = statuses(Status.COMMISSIONING, Status.READY);
