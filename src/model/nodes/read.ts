import { KeyedRead } from '../../db/batch/keyed-read.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { NotFound } from '../../errors.js';
import { type NodeRow, selectNodes } from './view.js';

/** Reads nodes of any owner by system_id. Every user may read any node (docs/contract/nodes.md A7). */
export const nodesById = new KeyedRead<NodeRow>(
  {
    // PostgreSQL must not see how many keys there are: it would plan the statement anew each time, for that number.
    select: (keys) => `${selectNodes('nodes')} WHERE n.system_id = ANY(ARRAY(SELECT unnest(${keys}::text[])))`,
    keyOf: ({ system_id }) => system_id,
  },
  (text) => statement<[readonly string[]], { found: NodeRow[] }>('node_read', text),
);

/** Reads a node of any owner. @throws NotFound */
export async function readExistingNode(db: Db, systemId: string): Promise<NodeRow> {
  const node = await nodesById.one(db, systemId);
  if (!node) throw new NotFound();
  return node;
}
