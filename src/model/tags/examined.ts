import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import type { Outputs } from '../hardware/evaluate.js';
import { NODES_WITH_OUTPUTS } from '../hardware/outputs.js';
import { MAX_OUTPUT_BYTES } from '../hardware/read-outputs.js';

/** The version of the outputs of lshw and LLDP. It changes with every write of the outputs. */
export const VERSION = `concat(lshw.id, ':', lshw.xmin, ' ', lldp.id, ':', lldp.xmin)`;

/** A node with the version of its outputs when they were read. */
export interface NodeVersion {
  readonly id: number;
  readonly system_id: string;
  readonly version: string;
}

/** A node, on whose outputs tags are evaluated. */
export interface ExaminedNode extends NodeVersion, Outputs {}

/** Of large outputs only the start is read. */
const start = (result: string): string => `substring(${result}.data FOR ${MAX_OUTPUT_BYTES})`;
const OUTPUTS = `${start('lshw')} AS lshw, ${start('lldp')} AS lldp`;

const one = statement<[number], ExaminedNode>(
  'node_examine',
  `SELECT n.id, n.system_id, ${VERSION} AS version, ${OUTPUTS} FROM ${NODES_WITH_OUTPUTS} WHERE n.id = $1`,
);

/** Reads the outputs of one node. */
export function examineNode(db: Db, nodeId: number): Promise<ExaminedNode[]> {
  return db.sql(one, nodeId);
}

const bySystemId = statement<[string], ExaminedNode>(
  'node_examine_by_system_id',
  `SELECT n.id, n.system_id, ${VERSION} AS version, ${OUTPUTS} FROM ${NODES_WITH_OUTPUTS} WHERE n.system_id = $1`,
);

/** Reads the outputs of a node. @returns undefined when there is no such node */
export async function examineNodeNamed(db: Db, systemId: string): Promise<ExaminedNode | undefined> {
  const [node] = await db.sql(bySystemId, systemId);
  return node;
}

interface ListedRow extends NodeVersion {
  readonly key: string;
  /** The length of its outputs. */
  readonly bytes: number;
}

/** A node, of which threads may keep the document, so that its outputs are not always read. */
export interface ListedNode extends ListedRow {
  /** Changed by readOutputs. "" for a deleted node. */
  version: string;
  outputs?: Outputs;
}

/** The most nodes of a list. */
const LIST = 1_000;
/** Two databases have equal ids. No two servers have the same start, and a server begins anew after a failover. */
const KEY = `concat(pg_postmaster_start_time(), ' ', current_database(), ' ', n.id)`;
/** PostgreSQL knows the length of an output without reading it. */
const length = (result: string): string => `least(coalesce(octet_length(${result}.data), 0), ${MAX_OUTPUT_BYTES})`;

const list = statement<[number, readonly number[] | null], ListedRow>(
  'nodes_list_outputs',
  `SELECT n.id, n.system_id, ${VERSION} AS version, ${KEY} AS key, ${length('lshw')} + ${length('lldp')} AS bytes
   FROM ${NODES_WITH_OUTPUTS} WHERE n.id > $1 AND ($2::int[] IS NULL OR n.id = ANY($2::int[])) ORDER BY n.id LIMIT ${LIST}`,
);

/** Lists all nodes, or some, without their outputs, in the order of ids. */
export async function* listNodes(
  db: Db,
  nodeIds: readonly number[] | null,
): AsyncGenerator<ListedNode[], void, undefined> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const nodes: ListedNode[] = await db.sql(list, after, nodeIds);
    yield nodes;
    after = nodes.at(-1)?.id;
  }
}

/** The most nodes whose outputs are read at once. They are fewer, but at least one, when they exceed the limit of bytes. */
const PAGE = 12;
const PAGE_BYTES = 4 * 1_048_576;

/** The first of these nodes, as many as are read at once. */
export function firstPage(nodes: readonly ListedNode[]): ListedNode[] {
  let bytes = 0;
  const end = nodes.findIndex((node, index) => {
    bytes += node.bytes;
    return index > 0 && bytes > PAGE_BYTES;
  });
  return nodes.slice(0, Math.min(PAGE, end < 0 ? PAGE : end));
}

const read = statement<[readonly number[]], Omit<ExaminedNode, 'system_id'>>(
  'nodes_examine',
  `SELECT n.id, ${VERSION} AS version, ${OUTPUTS} FROM ${NODES_WITH_OUTPUTS} WHERE n.id = ANY($1::int[])`,
);

/** Reads the outputs of the first of these nodes, with their version. */
export async function readOutputs(db: Db, nodes: readonly ListedNode[]): Promise<void> {
  const page = firstPage(nodes);
  if (page.length === 0) return;
  const rows = await db.sql(
    read,
    page.map(({ id }) => id),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const node of page) {
    const { version = '', lshw = null, lldp = null } = byId.get(node.id) ?? {};
    node.version = version;
    node.outputs = { lshw, lldp };
  }
}
