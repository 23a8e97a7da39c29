import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listNetworks } from '../../model/networks/view.js';
import { many } from '../../params/param.js';
import { systemId } from '../../params/values.js';
import { networkJson, networkShape } from './network-json.js';

export const networksRead = operation({
  on: 'GET',
  allow: user,
  doc: 'List networks by name.',
  params: { node: many(systemId, 'System ids: only networks that all of these nodes are attached to.') },
  returns: z.array(networkShape),
  handle: async ({ db, links, params: { node } }) =>
    (await listNetworks(db, node)).map((network) => networkJson(network, links)),
});
