import type { Query } from '../../db/query.js';
import type { Viewer } from '../accounts/viewer.js';

/** The attributes by which nodes are filtered. Absent ones do not restrict. Unknown values match nothing. */
export interface NodeAttributes {
  /** Stored hostnames, not FQDNs. */
  readonly hostnames?: readonly string[];
  /** In stored form. */
  readonly macs?: readonly string[];
  readonly zone?: string;
  readonly agentName?: string;
}

/** Restricts a query to nodes `n` with these attributes. */
export function whereAttributes(query: Query, { hostnames, macs, zone, agentName }: NodeAttributes): void {
  if (hostnames) query.where(`n.hostname = ANY(${query.bind(hostnames)}::text[])`);
  if (macs)
    query.where(`n.id IN (SELECT m.node_id FROM mac_addresses m WHERE m.mac = ANY(${query.bind(macs)}::text[]))`);
  if (zone !== undefined) query.where(`n.zone_id IN (SELECT z.id FROM zones z WHERE z.name = ${query.bind(zone)})`);
  if (agentName !== undefined) query.where(`n.agent_name = ${query.bind(agentName)}`);
}

/** Restricts a query to nodes `n` that the viewer may see in lists: without an owner, and own ones. */
export function whereVisible(query: Query, viewer: Viewer): void {
  if (!viewer.isSuperuser) query.where(`n.owner_id IS NULL OR n.owner_id = ${query.bind(viewer.id)}`);
}
