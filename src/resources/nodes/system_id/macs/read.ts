import { z } from 'zod';
import { user } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { readExistingNode } from '../../../../model/nodes/lock.js';
import { macJson, macShape } from '../../mac-json.js';

export const macsRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read all MAC addresses related to a Node.',
  returns: z.array(macShape),
  target: ({ db, arg }) => readExistingNode(db, arg('system_id')),
  handle: async ({ target, links }) => target.macs.map((mac) => macJson(target.system_id, mac, links)),
});
