import { type Sql, statement } from '../../db/statement.js';
import { NotFound } from '../../errors.js';
import type { ApiKey } from '../accounts/keys.js';

const select = statement<[string], ApiKey>(
  'cluster_worker_key',
  `SELECT c.key AS "consumerKey", t.key AS "tokenKey", t.secret AS "tokenSecret"
   FROM nodegroups g JOIN tokens t ON t.id = g.token_id JOIN consumers c ON c.id = t.consumer_id WHERE g.uuid = $1`,
);

/**
 * The credentials with which a cluster's worker calls the region.
 * @throws NotFound
 */
export async function readWorkerKey(tx: Sql, uuid: string): Promise<ApiKey> {
  const [key] = await tx.sql(select, uuid);
  if (!key) throw new NotFound(`There is no cluster ${JSON.stringify(uuid)}.`);
  return key;
}
