// SQL conditions on node `n`.
import type { Query } from '../../../db/query.js';

/** The node has this stored hostname, or for `host.domain` this host in a cluster of this domain. */
export function hasName(query: Query, name: string): string {
  const exact = `n.hostname = ${query.bind(name)}`;
  const dot = name.indexOf('.');
  if (dot < 0) return exact;
  const host = query.bind(name.slice(0, dot));
  const domain = query.bind(name.slice(dot + 1));
  return `${exact} OR ((n.hostname = ${host} OR starts_with(n.hostname, ${host} || '.'))
    AND EXISTS (SELECT FROM nodegroups g WHERE g.id = n.nodegroup_id AND g.name = ${domain}))`;
}

export function hasTags(query: Query, tagIds: readonly number[]): string {
  const ids = query.bind(tagIds);
  return `(SELECT count(*) FROM node_tags nt WHERE nt.node_id = n.id AND nt.tag_id = ANY(${ids}::int[]))
    = cardinality(${ids}::int[])`;
}

export function hasNoTag(query: Query, tagIds: readonly number[]): string {
  return `NOT EXISTS (SELECT FROM node_tags nt WHERE nt.node_id = n.id AND nt.tag_id = ANY(${query.bind(tagIds)}::int[]))`;
}

export function isAttachedToAll(query: Query, networkIds: readonly number[]): string {
  const ids = query.bind(networkIds);
  return `(${countAttached(ids)}) = cardinality(${ids}::int[])`;
}

export function isAttachedToNone(query: Query, networkIds: readonly number[]): string {
  return `(${countAttached(query.bind(networkIds))}) = 0`;
}

/** The number of the given networks to which a node is attached by its MAC addresses. */
function countAttached(networkIds: string): string {
  return `SELECT count(DISTINCT mn.network_id) FROM mac_addresses m JOIN mac_networks mn ON mn.mac_id = m.id
    WHERE m.node_id = n.id AND mn.network_id = ANY(${networkIds}::int[])`;
}
