import type { Db } from '../../db/database.js';
import { NotFound } from '../../errors.js';
import type { ApiKey } from '../accounts/keys.js';

/**
 * The credentials with which a cluster's worker calls the region.
 * @throws NotFound
 */
export async function readWorkerKey(tx: Db, uuid: string): Promise<ApiKey> {
  const nodegroup = await tx.prisma.nodegroup.findUnique({
    where: { uuid },
    select: { token: { include: { consumer: true } } },
  });
  if (!nodegroup) throw new NotFound(`There is no cluster ${JSON.stringify(uuid)}.`);
  const { token } = nodegroup;
  return { consumerKey: token.consumer.key, tokenKey: token.key, tokenSecret: token.secret };
}
