import { z } from 'zod';
import { anonymous, user } from '../../api/operation/access.js';
import { userOf } from '../../api/operation/caller.js';
import type { Links } from '../../api/operation/links.js';
import { operation } from '../../api/operation/operation.js';
import { jsonList } from '../../api/reply/json-list.js';
import { BadRequest, Unauthorized } from '../../errors.js';
import { type NodeFilter, nodePages } from '../../model/nodes/list.js';
import { isRegistered as isMacRegistered } from '../../model/nodes/mac-addresses.js';
import type { NodeRow } from '../../model/nodes/view.js';
import { mandatory, optional, optionalMany } from '../../params/param.js';
import { looseMac, normalMac, systemId } from '../../params/values.js';
import { nodeJson } from './node-json.js';
import { nodeShape } from './shape.js';

const ids = optionalMany(systemId, 'System ids: only these nodes are returned.');

export const list = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: 'List Nodes visible to the user, optionally filtered by criteria.',
  params: {
    hostname: optionalMany(z.string(), 'Only nodes with these hostnames are returned.'),
    mac_address: optionalMany(z.string(), 'Only nodes with these MAC addresses are returned.'),
    id: ids,
    zone: optional(z.string(), 'Name of a physical zone: only nodes in it are returned.'),
    agent_name: optional(z.string(), 'Only nodes with this agent name are returned.'),
  },
  returns: z.array(nodeShape),
  async handle({ db, caller, params, links }) {
    const { hostname, mac_address, id, zone, agent_name } = params;
    const filter: NodeFilter = {
      viewer: userOf(caller),
      ...(hostname && { hostnames: hostname }),
      ...(mac_address && { macs: storedMacs(mac_address) }),
      ...(id && { systemIds: id }),
      ...(zone !== undefined && { zone }),
      ...(agent_name !== undefined && { agentName: agent_name }),
    };
    return jsonList(shown(nodePages(db, filter), links));
  },
});

export const listAllocated = operation({
  on: 'GET',
  op: 'list_allocated',
  allow: user,
  doc: 'Fetch Nodes that were allocated to the User/oauth token.',
  params: { id: ids },
  returns: z.array(nodeShape),
  async handle({ db, caller, params: { id }, links }) {
    if (!caller.token) throw new Unauthorized();
    const pages = nodePages(db, { tokenId: caller.token.id, ...(id && { systemIds: id }) });
    return jsonList(shown(pages, links));
  },
});

export const isRegistered = operation({
  on: 'GET',
  op: 'is_registered',
  allow: anonymous,
  doc: 'Tell whether a MAC address belongs to a node of this MAAS (true or false).',
  params: { mac_address: mandatory(z.string(), 'The MAC address, in any of the usual spellings.') },
  returns: z.boolean(),
  async handle({ db, params: { mac_address } }) {
    const mac = looseMac(mac_address);
    if (mac === undefined) throw new BadRequest(`Invalid MAC address: ${mac_address}`);
    return isMacRegistered(db, mac);
  },
});

/** @throws BadRequest naming all that are none */
function storedMacs(texts: readonly string[]): string[] {
  const malformed = texts.filter((text) => normalMac(text) === undefined);
  if (malformed.length > 0) throw new BadRequest(`Invalid MAC address(es): ${malformed.join(', ')}`);
  return texts.flatMap((text) => normalMac(text) ?? []);
}

async function* shown(pages: AsyncGenerator<NodeRow[], void, undefined>, links: Links) {
  for await (const rows of pages) yield rows.map((row) => nodeJson(row, links));
}
