import pg from 'pg';
import { NODE_USER, WORKER_USER } from '../accounts/users.js';

/** The sequences of ids, each with its table. */
const SEQUENCES = `
  SELECT t.relname AS name, s.oid::regclass::text AS sequence
  FROM pg_depend d
  JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_class t ON t.oid = d.refobjid AND t.relnamespace = 'public'::regnamespace
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid AND a.attname = 'id'
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass`;

/**
 * Puts all sequences above the greatest ids. They never go back. A new sequence has 1 as its last value and gives 1 next, so
 * an equal id counts, too.
 */
export async function raiseSequences(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; sequence: string }>(SEQUENCES);
  for (const { name, sequence } of rows) {
    await client.query(
      `SELECT setval($1::regclass, max(id)) FROM ${pg.escapeIdentifier(name)}
       HAVING max(id) >= (SELECT last_value FROM ${sequence})`,
      [sequence],
    );
  }
}

/** Makes the accounts of nodes and workers, which the original made only when it needed them. */
export async function ensureRegionAccounts(client: pg.ClientBase): Promise<void> {
  await client.query(
    `INSERT INTO users (username, email, password, is_active)
     SELECT name, name || '@localhost', '', name = $2 FROM unnest(ARRAY[$1, $2]::text[]) AS name
     WHERE name NOT IN (SELECT username FROM users)`,
    [NODE_USER, WORKER_USER],
  );
}
