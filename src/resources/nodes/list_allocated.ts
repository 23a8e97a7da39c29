import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { jsonList } from '../../api/reply/json-list.js';
import { readNodePages } from '../../model/nodes/list.js';
import { nodeIds } from './node-ids.js';
import { nodePagesJson, nodeShape } from './node-json.js';

export const nodesListAllocated = operation({
  on: 'GET',
  op: 'list_allocated',
  allow: user,
  doc: 'Fetch Nodes that were allocated to the User/oauth token.',
  params: { id: nodeIds },
  returns: z.array(nodeShape),
  async handle({ db, caller, params: { id }, links }) {
    // A session has no API key. It sees all nodes of its user.
    const holder = caller.token ? { tokenId: caller.token.id } : { owners: [userOf(caller).username] };
    const pages = readNodePages(db, { ...holder, ...(id && { systemIds: id }) });
    return jsonList(nodePagesJson(pages, links));
  },
});
