import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { connectMacs } from '../../../model/networks/macs.js';
import { readNetwork } from '../../../model/networks/view.js';
import { many } from '../../../params/param.js';
import { withoutBlanks } from '../../../params/text.js';
import { macOrNothing, NETWORK_DOCS } from '../network-parameters.js';

export const networkConnectMacs = operation({
  on: 'POST',
  op: 'connect_macs',
  allow: admin,
  doc: 'Connect MAC addresses of nodes to this network. Addresses that are already connected stay connected.',
  names: ['macs'],
  params: { macs: many(macOrNothing, NETWORK_DOCS.macs) },
  returns: z.null(),
  target: ({ db, arg }) => readNetwork(db, arg('name')),
  handle: async ({ db, target, params: { macs } }) => {
    await connectMacs(db, target.id, withoutBlanks(macs));
    return null;
  },
});
