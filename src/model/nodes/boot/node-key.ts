import { forLockings, type Locking, LockingBatch } from '../../../db/batch/locking-batch.js';
import { type Keyed, lookUp } from '../../../db/batch/look-up.js';
import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { NotFound } from '../../../errors.js';
import { type ApiKey, createTokens } from '../../accounts/keys.js';
import { NODE_USER } from '../../accounts/users.js';

const find = statement<[readonly number[]], ApiKey & Keyed<number>>(
  'node_keys',
  `SELECT k.node_id AS key, c.key AS "consumerKey", t.key AS "tokenKey", t.secret AS "tokenSecret"
   FROM node_keys k JOIN tokens t ON t.id = k.token_id JOIN consumers c ON c.id = t.consumer_id
   WHERE k.node_id = ANY($1::int[])`,
);
const known = lookUp(find);

const nodeUser = statement<[], { id: number }>('node_user', `SELECT id FROM users WHERE username = '${NODE_USER}'`);
const keep = statement<[nodes: readonly number[], tokens: readonly number[]], never>(
  'node_keys_keep',
  `INSERT INTO node_keys (node_id, token_id) SELECT * FROM unnest($1::int[], $2::int[])`,
);

const lock = forLockings((locking) =>
  statement<[readonly number[]], { id: number }>(
    'node_keys_lock',
    `SELECT id FROM nodes WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE ${locking}`,
  ),
);

const MOST_NODES = 100;
const made = new LockingBatch<number, ApiKey>(
  (db, nodeIds, locking) => db.transaction((tx) => makeNodeKeys(tx, nodeIds, locking)),
  MOST_NODES,
);

/** The node's credentials, created on first use. @throws NotFound when the node was deleted */
export async function ensureNodeKey(db: Db, nodeId: number): Promise<ApiKey> {
  const key = (await known.ask(db, nodeId)) ?? (await made.ask(db, nodeId));
  if (!key) throw new NotFound();
  return key;
}

/**
 * Reads the credentials of nodes, and creates those that are missing. The locks let only one of several concurrent calls
 * create them.
 * @returns the credentials of each node; undefined for a node that does not exist or was not locked
 */
async function makeNodeKeys(tx: Db, nodeIds: readonly number[], locking: Locking): Promise<(ApiKey | undefined)[]> {
  const locked = (await tx.sql(lock[locking], nodeIds)).map(({ id }) => id);
  const keys = new Map<number, ApiKey | undefined>((await tx.sql(find, locked)).map((row) => [row.key, row]));
  const missing = locked.filter((id) => !keys.has(id));
  const created = missing.length > 0 ? await createNodeKeys(tx, missing) : [];
  for (const [index, id] of missing.entries()) keys.set(id, created[index]);
  return nodeIds.map((id) => keys.get(id));
}

async function createNodeKeys(tx: Db, nodeIds: readonly number[]): Promise<ApiKey[]> {
  const [user] = await tx.sql(nodeUser);
  if (!user) throw new Error(`There is no account ${NODE_USER}.`);
  const tokens = await createTokens(tx, user.id, nodeIds.length);
  await tx.sql(
    keep,
    nodeIds,
    tokens.map(({ tokenId }) => tokenId),
  );
  return tokens;
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
