import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { jsonList } from '../../api/reply/json-list.js';
import type { Db } from '../../db/database.js';
import { BadRequest } from '../../errors.js';
import type { Viewer } from '../../model/accounts/viewer.js';
import { type NodeFilter, readNodePages } from '../../model/nodes/list.js';
import { optional, optionalMany } from '../../params/param.js';
import type { Values } from '../../params/read.js';
import { normalMac, wholeNumber } from '../../params/values.js';
import { listAllNodes } from './list-all-nodes.js';
import { listLimited, MOST_NODES, readCursor } from './list-limited.js';
import { nodeFields, nodeFieldsJson } from './node-fields.js';
import { nodeIds } from './node-ids.js';
import { nodePagesJson, nodeShape } from './node-json.js';

const params = {
  hostname: optionalMany(z.string(), 'Only nodes with these hostnames are returned.'),
  mac_address: optionalMany(z.string(), 'Only nodes with these MAC addresses are returned.'),
  id: nodeIds,
  zone: optional(z.string(), 'Name of a physical zone: only nodes in it are returned.'),
  agent_name: optional(z.string(), 'Only nodes with this agent name are returned.'),
  substatus: optionalMany(wholeNumber(), 'Only nodes with one of these substatuses are returned.'),
  power_state: optionalMany(nodeShape.shape.power_state, 'Only nodes with one of these power states are returned.'),
  tag: optionalMany(z.string(), 'Only nodes with all of these tags are returned.'),
  owner: optionalMany(z.string(), 'Usernames: only their nodes are returned. An empty one stands for free nodes.'),
  limit: optional(
    wholeNumber(1, MOST_NODES),
    `The most nodes to return, up to ${MOST_NODES}. The header Link leads to the next ones.`,
  ),
  after: optional(z.string(), 'The system id of a node, or a number from a Link: only nodes after it are returned.'),
  fields: optionalMany(nodeFields, 'Only these keys of the nodes are returned, which may be separated by commas.'),
};

export const nodesList = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: 'List Nodes visible to the user, optionally filtered by criteria. They are in the order of their creation.',
  params,
  returns: z.array(nodeShape),
  async handle({ db, caller, params: given, links }) {
    const viewer = userOf(caller);
    if (Object.values(given).every((value) => value === undefined)) return listAllNodes(db, viewer, links);
    const filter = await filterOf(db, viewer, given);
    const show = given.fields ? nodeFieldsJson(links, given.fields.flat()) : undefined;
    if (given.limit !== undefined) return listLimited(db, { ...filter, limit: given.limit }, given, links, show);
    return jsonList(nodePagesJson(readNodePages(db, filter), links, show));
  },
});

/** @throws BadRequest, Invalid */
async function filterOf(db: Db, viewer: Viewer, given: Values<typeof params>): Promise<NodeFilter> {
  const { hostname, mac_address, id, zone, agent_name, substatus, power_state, tag, owner, after } = given;
  return {
    viewer,
    ...(hostname && { hostnames: hostname }),
    ...(mac_address && { macs: storedMacs(mac_address) }),
    ...(id && { systemIds: id }),
    ...(zone !== undefined && { zone }),
    ...(agent_name !== undefined && { agentName: agent_name }),
    ...(substatus && { substatuses: substatus }),
    ...(power_state && { powerStates: power_state }),
    ...(tag && { tags: tag }),
    ...(owner && { owners: owner }),
    ...(after !== undefined && { after: await readCursor(db, after) }),
  };
}

/** The stored forms of MAC addresses. @throws BadRequest with all texts that are not valid MAC addresses */
function storedMacs(texts: readonly string[]): string[] {
  const malformed = texts.filter((text) => normalMac(text) === undefined);
  if (malformed.length > 0) throw new BadRequest(`Invalid MAC address(es): ${malformed.join(', ')}`);
  return texts.flatMap((text) => normalMac(text) ?? []);
}
