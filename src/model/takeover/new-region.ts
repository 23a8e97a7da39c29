import type pg from 'pg';
import { DumpError } from '../../db/pg-dump/error.js';
import { NODE_USER, WORKER_USER } from '../accounts/users.js';

/** What a new region does not have, each with the condition for the rows that count. */
const FOREIGN: readonly [what: string, table: string, condition: string][] = [
  ['nodes', 'nodes', 'true'],
  ['networks', 'networks', 'true'],
  ['tags', 'tags', 'true'],
  ['zones', 'zones', "name <> 'default'"],
  ['webhooks for a zone', 'webhooks', 'zone_id IS NOT NULL'],
  ['files', 'files', 'true'],
  ['SSH keys', 'ssh_keys', 'true'],
  ['commissioning scripts', 'commissioning_scripts', 'true'],
];

const ACCOUNTS = `SELECT id, username, email, is_superuser AS "isSuperuser" FROM users
  WHERE username NOT IN ('${NODE_USER}', '${WORKER_USER}') ORDER BY id LIMIT 2`;

/** The first administrator of a new region. */
export interface FirstAdmin {
  readonly id: number;
  readonly username: string;
  readonly email: string;
}

/**
 * Checks that the region has nothing but what its first start makes.
 * @returns the first administrator; undefined when it has no administrator
 * @throws DumpError
 */
export async function requireNewRegion(client: pg.ClientBase): Promise<FirstAdmin | undefined> {
  const tests = FOREIGN.map(([, table, condition]) => `EXISTS (SELECT FROM ${table} WHERE ${condition})`);
  const { rows } = await client.query<boolean[]>({ text: `SELECT ${tests.join(', ')}`, rowMode: 'array' });
  const found = FOREIGN.filter((_foreign, index) => rows[0]?.[index]).map(([what]) => what);
  const { rows: accounts } = await client.query<FirstAdmin & { isSuperuser: boolean }>(ACCOUNTS);
  const [first, second] = accounts;
  if (second || first?.isSuperuser === false) found.push('accounts');
  const clusters = await client.query('SELECT FROM nodegroups LIMIT 2');
  if (clusters.rows.length > 1) found.push('clusters');
  if (found.length === 0) return first;
  throw new DumpError(`The region is not new: it has ${found.join(', ')}. Use a new database.`);
}

/**
 * Removes what the first start of the region made: its cluster, its accounts, its zone. Its configuration goes as well, as
 * that of the original replaces it.
 * @param kept the administrator who stays, with ids above `greatest`, the greatest ids of the dump
 */
export async function clearNewRegion(
  client: pg.ClientBase,
  kept: FirstAdmin | undefined,
  greatest: ReadonlyMap<string, number>,
): Promise<void> {
  await client.query('DELETE FROM nodegroups');
  await client.query('DELETE FROM users WHERE id IS DISTINCT FROM $1', [kept?.id ?? null]);
  await client.query('DELETE FROM zones');
  await client.query('DELETE FROM config');
  if (!kept) return;
  const shift = async (table: string, original: string) => {
    // First above all ids of the table, so that no row takes the id that another row has.
    await client.query(`UPDATE ${table} SET id = id + $1::int + (SELECT max(id) FROM ${table})`, [
      greatest.get(original) ?? 0,
    ]);
  };
  await shift('users', 'auth_user');
  await shift('consumers', 'piston_consumer');
  await shift('tokens', 'piston_token');
}
