import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { disconnectMacs } from '../../../model/networks/macs.js';
import { readNetwork } from '../../../model/networks/view.js';
import { many } from '../../../params/param.js';
import { withoutBlanks } from '../../../params/text.js';
import { macOrNothing, NETWORK_DOCS } from '../network-parameters.js';

export const networkDisconnectMacs = operation({
  on: 'POST',
  op: 'disconnect_macs',
  allow: admin,
  doc: 'Disconnect MAC addresses of nodes from this network. Addresses that are not connected are ignored.',
  names: ['macs'],
  params: { macs: many(macOrNothing, NETWORK_DOCS.macs) },
  returns: z.null(),
  target: ({ db, arg }) => readNetwork(db, arg('name')),
  handle: async ({ db, target, params: { macs } }) => {
    await disconnectMacs(db, target.id, withoutBlanks(macs));
    return null;
  },
});
