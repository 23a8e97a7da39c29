import { z } from 'zod';
import { user } from '../../api/operation/access.js';
import { userOf } from '../../api/operation/caller.js';
import { operation, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { BadRequest, Invalid, NotFound } from '../../errors.js';
import { editableNode, viewedNode } from '../../model/nodes/find.js';
import { addMac, deleteMac } from '../../model/nodes/mac-addresses.js';
import { field } from '../../params/param.js';
import { badMac, normalMac } from '../../params/values.js';
import { macJson } from './node-json.js';
import { macShape } from './shape.js';

/** A MAC address in a path. @throws BadRequest when it is none */
function pathMac(text: string): string {
  const mac = normalMac(text);
  if (mac === undefined) throw new BadRequest(badMac(text));
  return mac;
}

const list = operation({
  on: 'GET',
  allow: user,
  doc: 'Read all MAC addresses related to a Node.',
  returns: z.array(macShape),
  target: ({ db, arg }) => viewedNode(db, arg('system_id')),
  handle: async ({ target, links }) => target.macs.map((mac) => macJson(target.system_id, mac, links)),
});

const create = operation({
  on: 'POST',
  allow: user,
  doc: 'Create a MAC address for a specified Node.',
  params: { mac_address: field(z.string(), 'The MAC address.') },
  returns: macShape,
  target: ({ db, caller, arg }) => editableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, target, params: { mac_address }, links }) {
    const mac = normalMac(mac_address);
    if (mac === undefined) throw Invalid.field('mac_address', badMac(mac_address));
    await addMac(db, target.id, mac);
    return { ...macJson(target.system_id, mac, links), mac_address };
  },
});

/** `nodes/{system_id}/macs/` */
export const macs = resource({
  name: 'NodeMacsHandler',
  path: 'nodes/{system_id}/macs/',
  doc: 'Manage MAC addresses for a given Node. The Node is identified by its system_id.',
  operations: [list, create],
});

const read = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a MAC address related to a Node.',
  returns: macShape,
  target: ({ db, arg }) => viewedNode(db, arg('system_id')),
  async handle({ target, arg, links }) {
    const mac = pathMac(arg('mac_address'));
    if (!target.macs.includes(mac)) throw new NotFound();
    return macJson(target.system_id, mac, links);
  },
});

const remove = operation({
  on: 'DELETE',
  allow: user,
  doc: 'Delete a specific MAC address for the specified Node.',
  async target({ db, caller, arg }) {
    const mac = pathMac(arg('mac_address'));
    return { mac, node: await editableNode(db, userOf(caller), arg('system_id')) };
  },
  async handle({ db, target }) {
    if (!(await deleteMac(db, target.node.id, target.mac))) throw new NotFound();
    return Reply.empty();
  },
});

/** `nodes/{system_id}/macs/{mac_address}/` */
export const mac = resource({
  name: 'NodeMacHandler',
  path: 'nodes/{system_id}/macs/{mac_address}/',
  doc: `Manage a Node MAC address.

The MAC address object is identified by the system_id for the Node it is attached to, plus the MAC address itself.`,
  operations: [read, remove],
});
