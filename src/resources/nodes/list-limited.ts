import type { Links, QueryParameters } from '../../api/operation/links.js';
import { Reply } from '../../api/reply/reply.js';
import type { Db } from '../../db/database.js';
import { Invalid } from '../../errors.js';
import { type NodeFilter, readNodePage } from '../../model/nodes/list.js';
import { nodesById } from '../../model/nodes/read.js';
import type { NodeRow } from '../../model/nodes/view.js';
import { nodeJson } from './node-json.js';

/** The most nodes of a limited list. */
export const MOST_NODES = 1_000;

/**
 * Answers with the first nodes of a list. When there are more, the header Link leads to the same query for the next ones
 * (RFC 8288).
 * @param given the parameters of the query
 */
export async function listLimited(
  db: Db,
  { limit, ...filter }: NodeFilter & { readonly limit: number },
  given: QueryParameters,
  links: Links,
  show: (row: NodeRow) => unknown = (row) => nodeJson(row, links),
): Promise<Reply> {
  const rows = await readNodePage(db, filter, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  const headers = isMore ? { Link: `<${links.query('nodes', 'list', { ...given, after: last.id })}>; rel="next"` } : {};
  return Reply.json(shown.map(show), 200, headers);
}

/**
 * Reads the parameter `after`. A Link has a number, which stays valid when the node is deleted.
 * @throws Invalid for an unknown node
 */
export async function readCursor(db: Db, after: string): Promise<number> {
  if (/^\d{1,9}$/.test(after)) return Number(after);
  const node = await nodesById.one(db, after);
  if (!node) throw Invalid.field('after', `There is no node ${JSON.stringify(after)}.`);
  return node.id;
}
