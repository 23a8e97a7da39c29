import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import type { Evaluation } from '../hardware/evaluate.js';
import { NODES_WITH_OUTPUTS } from '../hardware/outputs.js';
import { type NodeVersion, VERSION } from './examined.js';

/** A tag with a definition. */
export interface DefinedTag {
  readonly id: number;
  readonly name: string;
  readonly definition: string;
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
  nodes: readonly NodeVersion[],
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
