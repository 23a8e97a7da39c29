import type { Node } from '../../api/node.js';
import { exactTerm } from '../nodes/search-language.js';

/** How the overview arranges nodes into racks. */
export type Grouping = 'zone' | 'tag' | 'cluster';

export interface Rack {
  readonly name: string;
  readonly nodes: readonly Node[];
}

const names = new Intl.Collator('en', { numeric: true });
const UNTAGGED = 'without a tag';
const ELSEWHERE = 'other';

/**
 * Arranges nodes into racks: by zone, by each of their tags, or by cluster.
 * @param clusters the names of clusters by system id of their nodes
 */
export function groupNodes(nodes: readonly Node[], grouping: Grouping, clusters: ReadonlyMap<string, string>): Rack[] {
  const racks = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const name of racksOf(node, grouping, clusters)) {
      const rack = racks.get(name);
      if (rack) rack.push(node);
      else racks.set(name, [node]);
    }
  }
  const sorted = [...racks].sort(([a], [b]) => names.compare(a, b));
  return sorted.map(([name, members]) => ({
    name,
    nodes: members.sort((a, b) => names.compare(a.hostname, b.hostname)),
  }));
}

function racksOf(node: Node, grouping: Grouping, clusters: ReadonlyMap<string, string>): readonly string[] {
  if (grouping === 'zone') return [node.zone.name];
  if (grouping === 'cluster') return [clusters.get(node.system_id) ?? ELSEWHERE];
  return node.tag_names.length > 0 ? node.tag_names : [UNTAGGED];
}

/** The search that lists the nodes of a rack; undefined for clusters, which nodes do not name. */
export function searchOf(name: string, grouping: Grouping): string | undefined {
  if (grouping === 'cluster') return undefined;
  if (grouping === 'tag' && name === UNTAGGED) return 'tag:none';
  return exactTerm(grouping, name);
}
