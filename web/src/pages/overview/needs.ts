import type { Cluster } from '../../api/lists.js';
import type { Node } from '../../api/node.js';
import type { StalledDownload } from '../../api/region-lists.js';
import type { User } from '../../session/user.js';
import { countText } from '../../ui/amounts.js';
import { searchPath } from '../nodes/search-language.js';
import { countBy } from './count-by.js';

export interface Need {
  readonly text: string;
  readonly href: string;
  readonly isUrgent: boolean;
}

interface Counted extends Need {
  readonly count: number;
  readonly adminOnly?: boolean;
}

const PENDING = 0;

/** What waits for the user, the most urgent first. */
export function needsOf(
  nodes: readonly Node[],
  clusters: readonly Cluster[],
  stalled: readonly StalledDownload[],
  user: User,
): Need[] {
  const count = (of: (node: Node) => boolean): number => nodes.filter(of).length;
  const bySubstatus = (number: number): number => count(({ substatus }) => substatus === number);
  const pending = clusters.filter(({ status }) => status === PENDING).length;
  const needs: Counted[] = [
    urgent(
      count(({ power_state }) => power_state === 'error'),
      'node',
      'whose BMC does not answer',
      'power:error',
    ),
    urgent(bySubstatus(11), 'failed deployment', '', 'status:failed-deployment'),
    urgent(bySubstatus(2), 'failed commissioning', '', 'status:failed-tests', 'failed commissionings'),
    urgent(bySubstatus(13), 'node', 'that could not be released', 'status:failed-releasing'),
    { ...urgent(bySubstatus(8), 'broken node', '', 'status:broken'), isUrgent: false },
    { ...urgent(bySubstatus(0), 'declared node', 'to accept', 'status:declared'), isUrgent: false, adminOnly: true },
    {
      count: pending,
      text: `${countText(pending, 'cluster')} to accept`,
      href: '/clusters',
      isUrgent: false,
      adminOnly: true,
    },
  ];
  return [...stalledImports(clusters, stalled), ...needs].filter(
    (need: Counted) => need.count > 0 && (user.is_superuser || !need.adminOnly),
  );
}

function stalledImports(clusters: readonly Cluster[], stalled: readonly StalledDownload[]): Counted[] {
  const names = new Map(clusters.map(({ uuid, cluster_name }) => [uuid, cluster_name]));
  return [...countBy(stalled, ({ uuid }) => uuid)].map(([uuid, count]) => {
    const text = `${countText(count, 'download')} of ${names.get(uuid) ?? uuid} stalled`;
    return { count, text, href: `/clusters/${uuid}`, isUrgent: true };
  });
}

function urgent(count: number, one: string, rest: string, search: string, many?: string) {
  return { count, text: `${countText(count, one, many)} ${rest}`.trim(), href: searchPath(search), isUrgent: true };
}
