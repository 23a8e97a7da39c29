import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { readNetwork } from '../../../model/networks/view.js';
import { networkJson, networkShape } from '../network-json.js';

export const networkRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a network.',
  returns: networkShape,
  handle: async ({ db, links, arg }) => networkJson(await readNetwork(db, arg('name')), links),
});
