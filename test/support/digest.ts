import type { Database } from '../../src/db/database.js';

/** Detects changes of the database. Ignores nonces, quotas and the audit, as refused requests write them too. */
export interface Digest {
  /** A digest of the rows of each table by its name. */
  take(): Promise<ReadonlyMap<string, string>>;
}

const IGNORED = ['nonces', 'quotas', 'audit_records', '_prisma_migrations', 'migrations'];

const TABLES = `
SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
WHERE table_type = 'BASE TABLE' AND table_name <> ALL ($1)
  AND table_schema IN ('public', 'graphile_worker') ORDER BY 1`;

export async function digestOf({ pool }: Database): Promise<Digest> {
  const { rows: tables } = await pool.query<{ name: string }>(TABLES, [IGNORED]);
  const selects = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '') AS digest FROM ${name} t`,
  );
  const statement = { name: 'digest', text: selects.join(' UNION ALL ') };
  return {
    async take() {
      const { rows } = await pool.query<{ name: string; digest: string }>(statement);
      return new Map(rows.map(({ name, digest }) => [name, digest]));
    },
  };
}
