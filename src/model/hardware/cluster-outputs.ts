import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { type Details, NODES_WITH_RESULTS } from './outputs.js';

/** How large the details of a node are, in bytes; null where there is no successful result. */
export interface DetailSizes {
  readonly nodeId: number;
  readonly systemId: string;
  readonly lshw: number | null;
  readonly lldp: number | null;
}

const sizes = statement<[number, readonly string[]], DetailSizes>(
  'cluster_detail_sizes',
  `SELECT n.id AS "nodeId", n.system_id AS "systemId", octet_length(lshw.data) AS lshw, octet_length(lldp.data) AS lldp
   FROM ${NODES_WITH_RESULTS} WHERE n.nodegroup_id = $1 AND n.system_id = ANY($2::text[]) ORDER BY n.id`,
);

/** Which of these nodes belong to the cluster, and how large their details are. */
export function detailSizes(db: Db, nodegroupId: number, systemIds: readonly string[]): Promise<DetailSizes[]> {
  return db.sql(sizes, nodegroupId, systemIds);
}

interface DetailRow {
  readonly nodeId: number;
  readonly lshw: Uint8Array | null;
  readonly lldp: Uint8Array | null;
}

const page = statement<[readonly number[]], DetailRow>(
  'cluster_details',
  `SELECT n.id AS "nodeId", lshw.data AS lshw, lldp.data AS lldp
   FROM ${NODES_WITH_RESULTS} WHERE n.id = ANY($1::int[])`,
);

/** What is read at once: one node's details, or those of several that are no larger together. */
const PAGE_BYTES = 1_048_576;

/**
 * The details of nodes one by one, in bounded memory.
 * @param expected as `detailSizes` has given them
 * @throws Error when some are of another size by now: what has been announced cannot be kept
 */
export async function* nodesDetails(
  db: Db,
  expected: readonly DetailSizes[],
): AsyncGenerator<readonly [systemId: string, details: Details], void, undefined> {
  for (const nodes of pagesOf(expected)) {
    const ids = nodes.map(({ nodeId }) => nodeId);
    const rows = new Map((await db.sql(page, ids)).map((row) => [row.nodeId, row]));
    for (const node of nodes) yield [node.systemId, asExpected(node, rows.get(node.nodeId))];
  }
}

function* pagesOf(expected: readonly DetailSizes[]): Generator<DetailSizes[]> {
  let nodes: DetailSizes[] = [];
  let bytes = 0;
  for (const node of expected) {
    const more = (node.lshw ?? 0) + (node.lldp ?? 0);
    if (nodes.length > 0 && bytes + more > PAGE_BYTES) {
      yield nodes;
      nodes = [];
      bytes = 0;
    }
    nodes.push(node);
    bytes += more;
  }
  if (nodes.length > 0) yield nodes;
}

function asExpected({ systemId, lshw, lldp }: DetailSizes, row: DetailRow | undefined): Details {
  if (row && sizeOf(row.lshw) === lshw && sizeOf(row.lldp) === lldp) {
    return { lshw: row.lshw && Buffer.from(row.lshw), lldp: row.lldp && Buffer.from(row.lldp) };
  }
  throw new Error(`The details of ${systemId} have changed while details were being sent.`);
}

const sizeOf = (data: Uint8Array | null): number | null => data?.length ?? null;
