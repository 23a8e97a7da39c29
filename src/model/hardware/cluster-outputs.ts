import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { type HardwareOutputs, NODES_WITH_OUTPUTS } from './outputs.js';

/** The sizes of a node's details in bytes; null without a successful result. */
export interface OutputSizes {
  readonly nodeId: number;
  readonly systemId: string;
  readonly lshw: number | null;
  readonly lldp: number | null;
}

const sizes = statement<[number, readonly string[]], OutputSizes>(
  'cluster_detail_sizes',
  `SELECT n.id AS "nodeId", n.system_id AS "systemId", octet_length(lshw.data) AS lshw, octet_length(lldp.data) AS lldp
   FROM ${NODES_WITH_OUTPUTS} WHERE n.nodegroup_id = $1 AND n.system_id = ANY($2::text[]) ORDER BY n.id`,
);

/** The sizes of the details of those nodes that belong to the cluster. */
export function readOutputSizes(db: Db, nodegroupId: number, systemIds: readonly string[]): Promise<OutputSizes[]> {
  return db.sql(sizes, nodegroupId, systemIds);
}

interface DetailRow extends HardwareOutputs {
  readonly nodeId: number;
}

const page = statement<[readonly number[]], DetailRow>(
  'cluster_details',
  `SELECT n.id AS "nodeId", lshw.data AS lshw, lldp.data AS lldp
   FROM ${NODES_WITH_OUTPUTS} WHERE n.id = ANY($1::int[])`,
);

/** The bytes that one statement reads, unless the details of a single node are larger. */
const PAGE_BYTES = 1_048_576;

/**
 * Reads the details of nodes one by one, in bounded memory.
 * @param expected the sizes from `readOutputSizes`
 * @throws Error when a size has changed, as the announced length of the answer is then wrong
 */
export async function* streamOutputs(
  db: Db,
  expected: readonly OutputSizes[],
): AsyncGenerator<readonly [systemId: string, details: HardwareOutputs], void, undefined> {
  for (const nodes of pagesOf(expected)) {
    const ids = nodes.map(({ nodeId }) => nodeId);
    const rows = new Map((await db.sql(page, ids)).map((row) => [row.nodeId, row]));
    for (const node of nodes) yield [node.systemId, asExpected(node, rows.get(node.nodeId))];
  }
}

function* pagesOf(expected: readonly OutputSizes[]): Generator<OutputSizes[]> {
  let nodes: OutputSizes[] = [];
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

function asExpected({ systemId, lshw, lldp }: OutputSizes, row: DetailRow | undefined): HardwareOutputs {
  if (row && sizeOf(row.lshw) === lshw && sizeOf(row.lldp) === lldp) {
    return { lshw: row.lshw, lldp: row.lldp };
  }
  throw new Error(`The details of ${systemId} have changed while details were being sent.`);
}

const sizeOf = (data: Uint8Array | null): number | null => data?.length ?? null;
