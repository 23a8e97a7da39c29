import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { jsonList } from '../../api/reply/json-list.js';
import { BadRequest } from '../../errors.js';
import { type NodeFilter, readNodePages } from '../../model/nodes/list.js';
import { optional, optionalMany } from '../../params/param.js';
import { normalMac } from '../../params/values.js';
import { listAllNodes } from './list-all-nodes.js';
import { nodeIds } from './node-ids.js';
import { nodePagesJson, nodeShape } from './node-json.js';

export const nodesList = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: 'List Nodes visible to the user, optionally filtered by criteria.',
  params: {
    hostname: optionalMany(z.string(), 'Only nodes with these hostnames are returned.'),
    mac_address: optionalMany(z.string(), 'Only nodes with these MAC addresses are returned.'),
    id: nodeIds,
    zone: optional(z.string(), 'Name of a physical zone: only nodes in it are returned.'),
    agent_name: optional(z.string(), 'Only nodes with this agent name are returned.'),
  },
  returns: z.array(nodeShape),
  async handle({ db, caller, params, links }) {
    const { hostname, mac_address, id, zone, agent_name } = params;
    const viewer = userOf(caller);
    if (Object.values(params).every((value) => value === undefined)) return listAllNodes(db, viewer, links);
    const filter: NodeFilter = {
      viewer,
      ...(hostname && { hostnames: hostname }),
      ...(mac_address && { macs: storedMacs(mac_address) }),
      ...(id && { systemIds: id }),
      ...(zone !== undefined && { zone }),
      ...(agent_name !== undefined && { agentName: agent_name }),
    };
    return jsonList(nodePagesJson(readNodePages(db, filter), links));
  },
});

/** The stored forms of MAC addresses. @throws BadRequest with all texts that are not valid MAC addresses */
function storedMacs(texts: readonly string[]): string[] {
  const malformed = texts.filter((text) => normalMac(text) === undefined);
  if (malformed.length > 0) throw new BadRequest(`Invalid MAC address(es): ${malformed.join(', ')}`);
  return texts.flatMap((text) => normalMac(text) ?? []);
}
