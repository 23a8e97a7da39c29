import { type Sql, statement } from '../../db/statement.js';
import { NotFound } from '../../errors.js';
import { type ApiKey, createTokens } from '../accounts/keys.js';
import { findUser, WORKER_USER } from '../accounts/users.js';

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

const swap = statement<[readonly number[], readonly number[]], { consumer_id: number }>(
  'cluster_swap_token',
  `UPDATE nodegroups g SET token_id = given.token_id
   FROM unnest($1::int[], $2::int[]) AS given (id, token_id), nodegroups old, tokens t
   WHERE g.id = given.id AND old.id = g.id AND t.id = old.token_id RETURNING t.consumer_id`,
);
const dropConsumers = statement<[readonly number[]], never>(
  'cluster_drop_consumers',
  'DELETE FROM consumers WHERE id = ANY($1::int[])',
);

/**
 * Gives the workers of clusters new keys. The old keys end.
 * @param ids clusters that the transaction has locked
 * @returns the new keys, in the order of the ids
 */
export async function replaceWorkerKeys(tx: Sql, ids: readonly number[]): Promise<ApiKey[]> {
  if (ids.length === 0) return [];
  const { id } = await findUser(tx, WORKER_USER);
  const tokens = await createTokens(tx, id, ids.length);
  const old = await tx.sql(
    swap,
    ids,
    tokens.map(({ tokenId }) => tokenId),
  );
  await tx.sql(
    dropConsumers,
    old.map(({ consumer_id }) => consumer_id),
  );
  return tokens;
}
