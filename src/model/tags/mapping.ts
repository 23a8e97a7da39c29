import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Forbidden } from '../../errors.js';

/** The system ids of nodes that get a tag and of nodes that lose it. Unknown ones are ignored. */
export interface TagMapping {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Only nodes of this cluster change. */
  readonly nodegroupId?: number | undefined;
}

/** How many of the named nodes exist, with or without the tag before. */
export interface TagMappingResult {
  readonly added: number;
  readonly removed: number;
}

type Args = [tagId: number, systemIds: readonly string[], nodegroupId: number | null];
type Count = { readonly count: number };

/** Locks the nodes, so that none is deleted before it has the tag. The order of ids prevents deadlocks. */
const NAMED = `named AS (
  SELECT id FROM nodes WHERE system_id = ANY($2::text[]) AND ($3::int IS NULL OR nodegroup_id = $3::int)
  ORDER BY id FOR KEY SHARE)`;

const attach = statement<Args, Count>(
  'tag_attach',
  `WITH ${NAMED}, written AS (
     INSERT INTO node_tags (tag_id, node_id) SELECT $1, id FROM named ON CONFLICT DO NOTHING)
   SELECT count(*)::int AS count FROM named`,
);

const detach = statement<Args, Count>(
  'tag_detach',
  `WITH ${NAMED}, written AS (
     DELETE FROM node_tags WHERE tag_id = $1 AND node_id IN (SELECT id FROM named))
   SELECT count(*)::int AS count FROM named`,
);

/** Adds a tag to nodes, then removes it from others. */
export async function mapTag(
  tx: Db,
  tagId: number,
  { add, remove, nodegroupId }: TagMapping,
): Promise<TagMappingResult> {
  const [added] = add.length > 0 ? await tx.sql(attach, tagId, add, nodegroupId ?? null) : [];
  const [removed] = remove.length > 0 ? await tx.sql(detach, tagId, remove, nodegroupId ?? null) : [];
  return { added: added?.count ?? 0, removed: removed?.count ?? 0 };
}

/**
 * The id of the cluster for which a worker maps tags.
 * @param tokenId the id of the token that signed the worker's request
 * @throws Forbidden when the token is not that of the cluster's worker, or the cluster does not exist
 */
export async function findWorkersClusterId(
  tx: Db,
  uuid: string | undefined,
  tokenId: number | undefined,
): Promise<number> {
  if (uuid === undefined || tokenId === undefined) {
    throw new Forbidden('Only administrators and the workers of clusters may do this.');
  }
  const nodegroup = await tx.prisma.nodegroup.findFirst({ where: { uuid, tokenId }, select: { id: true } });
  if (!nodegroup) throw new Forbidden("Only allowed for the cluster's own worker.");
  return nodegroup.id;
}
