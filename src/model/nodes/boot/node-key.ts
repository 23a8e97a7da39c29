import type { Db } from '../../../db/database.js';
import { firstRow } from '../../../db/first-row.js';
import { statement } from '../../../db/statement.js';
import { type ApiKey, createToken } from '../../accounts/keys.js';
import { NODE_USER } from '../../accounts/users.js';

const find = statement<[number], ApiKey>(
  'node_key',
  `SELECT c.key AS "consumerKey", t.key AS "tokenKey", t.secret AS "tokenSecret"
   FROM node_keys k JOIN tokens t ON t.id = k.token_id JOIN consumers c ON c.id = t.consumer_id WHERE k.node_id = $1`,
);
const nodeUser = statement<[], { id: number }>('node_user', `SELECT id FROM users WHERE username = '${NODE_USER}'`);
const keep = statement<[number, number], never>(
  'node_key_keep',
  'INSERT INTO node_keys (node_id, token_id) VALUES ($1, $2)',
);

const lock = statement<[number], { id: number }>(
  'node_key_lock',
  'SELECT id FROM nodes WHERE id = $1 FOR NO KEY UPDATE',
);

/** The node's credentials, created on first use. @throws NotFound when the node was deleted */
export async function ensureNodeKey(db: Db, nodeId: number): Promise<ApiKey> {
  const [known] = await db.sql(find, nodeId);
  return known ?? db.transaction((tx) => makeNodeKey(tx, nodeId));
}

/** Creates credentials under a lock on the node, so that only one of several concurrent calls creates them. */
async function makeNodeKey(tx: Db, nodeId: number): Promise<ApiKey> {
  await firstRow(tx.sql(lock, nodeId));
  const [known] = await tx.sql(find, nodeId);
  if (known) return known;
  const [user] = await tx.sql(nodeUser);
  if (!user) throw new Error(`There is no account ${NODE_USER}.`);
  const { tokenId, ...key } = await createToken(tx, user.id);
  await tx.sql(keep, nodeId, tokenId);
  return key;
}

const drop = statement<[readonly number[]], never>(
  'node_keys_drop',
  `DELETE FROM consumers c USING tokens t, node_keys k
   WHERE t.consumer_id = c.id AND k.token_id = t.id AND k.node_id = ANY($1::int[])`,
);

/** Revokes the credentials of nodes. New ones are created on next use. The nodes' rows must be locked. */
export async function deleteNodeKeys(tx: Db, nodeIds: readonly number[]): Promise<void> {
  await tx.sql(drop, nodeIds);
}
