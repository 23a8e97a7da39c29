import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { type ApiKey, createToken } from '../accounts/keys.js';
import { type BootingNode, selectBootingNode } from './netboot.js';

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

const ofToken = statement<[string], BootingNode>(
  'node_of_token',
  selectBootingNode('n.id = (SELECT k.node_id FROM node_keys k JOIN tokens t ON t.id = k.token_id WHERE t.key = $1)'),
);

/** The node to which a token belongs. */
export async function nodeOfToken(tx: Db, tokenKey: string): Promise<BootingNode | undefined> {
  const [node] = await tx.sql(ofToken, tokenKey);
  return node;
}
