import { z } from 'zod';
import { user } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { nodesById } from '../../../../model/nodes/read.js';
import { macJson, macShape } from '../../mac-json.js';

export const macsRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read all MAC addresses related to a Node.',
  returns: z.array(macShape),
  pathTarget: { read: nodesById, key: 'system_id' },
  handle: async ({ target, links }) => target.macs.map((mac) => macJson(target.system_id, mac, links)),
});
