import type pg from 'pg';

export interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/**
 * Tables that are not in a backup: the ledger belongs to the schema. Running processes, jobs and the log of changes that
 * processes follow are not data. Nobody shall be signed in again by a backup of the past.
 */
const LEFT_OUT = ['_prisma_migrations', 'region_processes', 'job_deaths', 'node_changes', 'sessions'];

const TABLES = `
  SELECT c.relname AS name,
    (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
     FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ) AS columns,
    ARRAY(SELECT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
      WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS refers
  FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1)
  ORDER BY c.relname`;

/** The region's tables; each after those that it refers to. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { refers: string[] }>(TABLES, [LEFT_OUT]);
  const ordered: Table[] = [];
  let waiting = rows;
  while (waiting.length > 0) {
    const blocked = new Set(waiting.map(({ name }) => name));
    const free = waiting.filter(({ refers }) => !refers.some((name) => blocked.has(name)));
    if (free.length === 0) throw new Error(`tables refer to each other in a circle: ${[...blocked].join(', ')}`);
    ordered.push(...free.map(({ name, columns }) => ({ name, columns })));
    waiting = waiting.filter((table) => !free.includes(table));
  }
  return ordered;
}

export async function listSequences(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' ORDER BY c.relname`,
  );
  return rows.map(({ name }) => name);
}
