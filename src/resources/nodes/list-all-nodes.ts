import type { Links } from '../../api/operation/links.js';
import { jsonList } from '../../api/reply/json-list.js';
import { KeptLists, keptText } from '../../api/reply/kept-list.js';
import type { Reply } from '../../api/reply/reply.js';
import type { Db } from '../../db/database.js';
import type { Viewer } from '../../model/accounts/viewer.js';
import { readNodePages } from '../../model/nodes/list.js';
import { NodeReplica } from '../../model/nodes/replica/node-replica.js';
import { nodeJson, nodePagesJson } from './node-json.js';

/** The nodes as clients of one prefix see them. */
interface NodeLists {
  readonly replica: NodeReplica;
  readonly kept: KeptLists;
}

const listsOf = new WeakMap<Db, Map<string, NodeLists>>();

/** Answers with all nodes that the viewer may see. Clients ask for this list again and again. */
export async function listAllNodes(db: Db, viewer: Viewer, links: Links): Promise<Reply> {
  const { replica, kept } = findLists(db, links);
  const nodes = await replica.list(viewer);
  if (!nodes) return jsonList(nodePagesJson(readNodePages(db, { viewer }), links));
  return kept.reply(nodes);
}

function findLists(db: Db, links: Links): NodeLists {
  const known = listsOf.get(db) ?? new Map<string, NodeLists>();
  listsOf.set(db, known);
  const lists = known.get(links.prefix) ?? {
    replica: new NodeReplica(db, (row) => keptText(nodeJson(row, links))),
    kept: new KeptLists(),
  };
  known.set(links.prefix, lists);
  return lists;
}
