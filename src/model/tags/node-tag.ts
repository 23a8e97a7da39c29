import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';

const insertTag = statement<[string], never>(
  'tag_ensure',
  'INSERT INTO tags (name) VALUES ($1) ON CONFLICT (name) DO NOTHING',
);

/** Creates a tag without a definition, unless a tag of this name exists. */
export async function ensureTag(tx: Db, name: string): Promise<void> {
  await tx.sql(insertTag, name);
}

const setTag = statement<[number, string, boolean], never>(
  'node_tag_set',
  `WITH tag AS (SELECT id FROM tags WHERE name = $2),
     gone AS (DELETE FROM node_tags WHERE node_id = $1 AND tag_id IN (SELECT id FROM tag) AND NOT $3)
   INSERT INTO node_tags (node_id, tag_id) SELECT $1, id FROM tag WHERE $3 ON CONFLICT DO NOTHING`,
);

/** Adds a tag to a node, or removes it. Does nothing when no tag has this name. */
export async function setNodeTag(tx: Db, nodeId: number, name: string, isOn: boolean): Promise<void> {
  await tx.sql(setTag, nodeId, name, isOn);
}
