import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { type ApiKey, createToken } from '../accounts/keys.js';

/** The account of all nodes. It is inactive: its tokens are good for the metadata service only. */
const NODE_USER = 'maas-init-node';

/** The node's credentials, made when they are first asked for. The node's row must be locked. */
export async function ensureNodeKey(tx: Db, nodeId: number): Promise<ApiKey> {
  const known = await tx.prisma.nodeKey.findUnique({
    where: { nodeId },
    include: { token: { include: { consumer: true } } },
  });
  if (known) {
    const { key: tokenKey, secret: tokenSecret, consumer } = known.token;
    return { consumerKey: consumer.key, tokenKey, tokenSecret };
  }
  const { id } = await tx.prisma.user.findUniqueOrThrow({ where: { username: NODE_USER }, select: { id: true } });
  const { tokenId, ...key } = await createToken(tx, id);
  await tx.prisma.nodeKey.create({ data: { nodeId, tokenId } });
  return key;
}

const drop = statement<[readonly number[]], never>(
  'node_keys_drop',
  `DELETE FROM consumers c USING tokens t, node_keys k
   WHERE t.consumer_id = c.id AND k.token_id = t.id AND k.node_id = ANY($1::int[])`,
);

/** Ends the credentials of nodes; each gets new ones when it next asks. The nodes' rows must be locked. */
export async function dropNodeKeys(tx: Db, nodeIds: readonly number[]): Promise<void> {
  await tx.sql(drop, nodeIds);
}
