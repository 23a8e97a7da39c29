import { z } from 'zod';
import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { listConnectedMacs } from '../../../model/networks/macs.js';
import { readNetwork } from '../../../model/networks/view.js';
import { macJson, macShape } from '../../nodes/mac-json.js';

export const networkListConnectedMacs = operation({
  on: 'GET',
  op: 'list_connected_macs',
  allow: user,
  doc: 'List the MAC addresses on this network of nodes that the caller sees.',
  returns: z.array(macShape),
  target: ({ db, arg }) => readNetwork(db, arg('name')),
  handle: async ({ db, links, caller, target }) => {
    const macs = await listConnectedMacs(db, target.id, userOf(caller));
    return macs.map(({ system_id, mac }) => macJson(system_id, mac, links));
  },
});
