import type { Node } from '../api/node.js';

/** A status as pages show it. `word` is that of the search language and of the style. */
export interface Status {
  readonly word: string;
  readonly title: string;
  readonly isTrouble?: boolean;
  readonly isBusy?: boolean;
}

/** The statuses by the substatus of the API, in the order of a node's life. */
const BY_SUBSTATUS: Readonly<Record<number, Status>> = {
  0: { word: 'declared', title: 'Declared' },
  1: { word: 'commissioning', title: 'Commissioning', isBusy: true },
  4: { word: 'ready', title: 'Ready' },
  5: { word: 'reserved', title: 'Reserved' },
  10: { word: 'allocated', title: 'Allocated' },
  9: { word: 'deploying', title: 'Deploying', isBusy: true },
  6: { word: 'deployed', title: 'Deployed' },
  12: { word: 'releasing', title: 'Releasing', isBusy: true },
  2: { word: 'failed-tests', title: 'Failed tests', isTrouble: true },
  11: { word: 'failed-deployment', title: 'Failed deployment', isTrouble: true },
  13: { word: 'failed-releasing', title: 'Failed releasing', isTrouble: true },
  8: { word: 'broken', title: 'Broken', isTrouble: true },
  3: { word: 'missing', title: 'Missing', isTrouble: true },
  7: { word: 'retired', title: 'Retired' },
};
const UNKNOWN: Status = { word: 'unknown', title: 'Unknown' };
/** The keys of an object come in the order of numbers, so this is the order of a node's life. */
const ORDER = [0, 1, 4, 5, 10, 9, 6, 12, 2, 11, 13, 8, 3, 7];

export const STATUSES: readonly Status[] = ORDER.flatMap((number) => BY_SUBSTATUS[number] ?? []);

export function statusOf({ substatus }: Pick<Node, 'substatus'>): Status {
  return BY_SUBSTATUS[substatus] ?? UNKNOWN;
}

/** The place of a status in the order of a node's life. */
export function statusRank(node: Pick<Node, 'substatus'>): number {
  return ORDER.indexOf(node.substatus);
}

/** What a person should look at: a failed status, or a BMC that does not answer. */
export function troubleOf(node: Pick<Node, 'substatus' | 'power_state'>): string | undefined {
  const status = statusOf(node);
  if (status.isTrouble) return status.title;
  return node.power_state === 'error' ? 'BMC does not answer' : undefined;
}

const POWER = { on: 'on', off: 'off', unknown: 'not known', error: 'error' } as const;

/** `node-1: Ready, power off` */
export function describeNode(node: Node): string {
  const trouble = troubleOf(node);
  const status = statusOf(node).title;
  const owner = node.owner ? ` to ${node.owner}` : '';
  const extra = trouble && trouble !== status ? `, ${trouble}` : '';
  return `${node.hostname}: ${status}${owner}, power ${POWER[node.power_state]}${extra}`;
}
