import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import type { Evaluation, Outputs } from '../hardware/evaluate.js';
import { NODES_WITH_OUTPUTS } from '../hardware/outputs.js';
import { MAX_OUTPUT_BYTES } from '../hardware/read-outputs.js';

/** A tag with a definition. */
export interface DefinedTag {
  readonly id: number;
  readonly name: string;
  readonly definition: string;
}

/** The details of a node, on which tags are evaluated, with their version when they were read. */
export interface ExaminedNode extends Outputs {
  readonly id: number;
  readonly system_id: string;
  readonly version: string;
}

/** The version of the outputs of lshw and LLDP. It changes with every write of the outputs. */
const VERSION = `concat(lshw.id, ':', lshw.xmin, ' ', lldp.id, ':', lldp.xmin)`;

/** The columns of Examined, from NODES_WITH_RESULTS. Of large outputs only the start is read. */
const EXAMINED = `n.id, n.system_id, ${VERSION} AS version,
  substring(lshw.data FOR ${MAX_OUTPUT_BYTES}) AS lshw, substring(lldp.data FOR ${MAX_OUTPUT_BYTES}) AS lldp`;

const one = statement<[number], ExaminedNode>(
  'node_examine',
  `SELECT ${EXAMINED} FROM ${NODES_WITH_OUTPUTS} WHERE n.id = $1`,
);

/** Reads the details of one node. */
export function examineNode(db: Db, nodeId: number): Promise<ExaminedNode[]> {
  return db.sql(one, nodeId);
}

const bySystemId = statement<[string], ExaminedNode>(
  'node_examine_by_system_id',
  `SELECT ${EXAMINED} FROM ${NODES_WITH_OUTPUTS} WHERE n.system_id = $1`,
);

/** Reads the details of a node. @returns undefined when there is no such node */
export async function examineNodeNamed(db: Db, systemId: string): Promise<ExaminedNode | undefined> {
  const [node] = await db.sql(bySystemId, systemId);
  return node;
}

/** The most nodes of a page. A page has fewer nodes, but at least one, when they exceed its limit of bytes. */
const PAGE = 12;
const PAGE_BYTES = 4 * 1_048_576;

const page = statement<[number, readonly number[] | null], ExaminedNode>(
  'nodes_examine',
  `WITH page AS (
     SELECT ${EXAMINED} FROM ${NODES_WITH_OUTPUTS}
     WHERE n.id > $1 AND ($2::int[] IS NULL OR n.id = ANY($2::int[])) ORDER BY n.id LIMIT ${PAGE}),
   sized AS (
     SELECT *, sum(coalesce(octet_length(lshw), 0) + coalesce(octet_length(lldp), 0)) OVER (ORDER BY id) AS bytes,
       row_number() OVER (ORDER BY id) AS position FROM page)
   SELECT id, system_id, version, lshw, lldp FROM sized WHERE bytes <= ${PAGE_BYTES} OR position = 1 ORDER BY id`,
);

/** Reads the details of all nodes, or of some, page by page in the order of ids. */
export async function* examineNodes(
  db: Db,
  nodeIds: readonly number[] | null,
): AsyncGenerator<ExaminedNode[], void, undefined> {
  for (let after = 0; ; ) {
    const nodes = await db.sql(page, after, nodeIds);
    const last = nodes.at(-1);
    if (!last) return;
    yield nodes;
    after = last.id;
  }
}

const holdTags = statement<[readonly number[], readonly string[]], { id: number }>(
  'tags_hold',
  `SELECT t.id FROM unnest($1::int[], $2::text[]) given (id, definition)
   JOIN tags t ON t.id = given.id AND t.definition = given.definition ORDER BY t.id FOR SHARE OF t`,
);

const holdNodes = statement<[readonly number[]], { id: number }>(
  'nodes_hold',
  'SELECT id FROM nodes WHERE id = ANY($1::int[]) ORDER BY id FOR SHARE',
);

type Arrays = [
  nodes: readonly number[],
  versions: readonly string[],
  tags: readonly number[],
  matchNodes: readonly number[],
  matchTags: readonly number[],
];

const write = statement<Arrays, { id: number }>(
  'tag_matches_write',
  `WITH node AS (
     SELECT n.id FROM ${NODES_WITH_OUTPUTS} JOIN unnest($1::int[], $2::text[]) given (id, version) ON given.id = n.id
     WHERE ${VERSION} = given.version),
   match AS (
     SELECT node.id AS node_id, given.tag_id FROM unnest($4::int[], $5::int[]) given (node_id, tag_id)
     JOIN node ON node.id = given.node_id WHERE given.tag_id = ANY($3::int[])),
   gone AS (
     DELETE FROM node_tags had USING node WHERE had.node_id = node.id AND had.tag_id = ANY($3::int[])
       AND NOT EXISTS (SELECT FROM match WHERE match.node_id = had.node_id AND match.tag_id = had.tag_id)),
   added AS (INSERT INTO node_tags (node_id, tag_id) SELECT node_id, tag_id FROM match ON CONFLICT DO NOTHING)
   SELECT id FROM node`,
);

/** The part of an evaluation that was written. */
export interface WrittenMatches {
  /** The ids of tags with a definition unchanged since read. Matches of the others are discarded. */
  readonly tags: ReadonlySet<number>;
  /** The ids of nodes with details unchanged since read. Matches of the others are discarded. */
  readonly nodes: ReadonlySet<number>;
}

/**
 * Adds tags to the nodes that match, and removes them from those that do not. Changed definitions and details are
 * skipped. The unchanged ones are locked until the transaction ends.
 */
export async function writeMatches(
  tx: Db,
  tags: readonly DefinedTag[],
  nodes: readonly ExaminedNode[],
  evaluation: Evaluation,
): Promise<WrittenMatches> {
  const ids = nodes.map(({ id }) => id);
  const held = await tx.sql(
    holdTags,
    tags.map(({ id }) => id),
    tags.map(({ definition }) => definition),
  );
  const current = held.map(({ id }) => id);
  if (current.length === 0) return { tags: new Set(), nodes: new Set(ids) };
  await tx.sql(holdNodes, ids);
  const matches = nodes.flatMap((node, row) =>
    tags.filter((_, column) => evaluation.matches(row, column)).map((tag) => ({ node: node.id, tag: tag.id })),
  );
  const written = await tx.sql(
    write,
    ids,
    nodes.map(({ version }) => version),
    current,
    matches.map(({ node }) => node),
    matches.map(({ tag }) => tag),
  );
  return { tags: new Set(current), nodes: new Set(written.map(({ id }) => id)) };
}
