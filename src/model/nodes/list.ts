import type { Db } from '../../db/database.js';
import { Query } from '../../db/query.js';
import type { Viewer } from '../accounts/viewer.js';
import { type NodeAttributes, whereAttributes, whereVisible } from './filter.js';
import { NODE_SUBSTATUS, type NodeRow, selectNodes } from './view.js';

/** Which nodes. */
export interface NodeFilter extends NodeAttributes {
  /** Only what this user may see in lists: nodes without an owner and own ones; an administrator sees all. */
  readonly viewer?: Viewer;
  readonly systemIds?: readonly string[];
  /** The token that acquired the node. */
  readonly tokenId?: number;
  /** Nodes with all of these tags. */
  readonly tags?: readonly string[];
  /** The numbers that nodes show. */
  readonly substatuses?: readonly number[];
  readonly powerStates?: readonly string[];
  /** Usernames; "" stands for nodes without an owner. */
  readonly owners?: readonly string[];
  /** Only nodes that were created after the one with this id. */
  readonly after?: number;
}

/** Nodes per statement, so that a long list needs little memory and does not delay other requests. */
const PAGE = 1_000;

/** The nodes in creation order, page by page. */
export function readNodePages(db: Db, filter: NodeFilter): AsyncGenerator<NodeRow[], void, undefined> {
  return readPages((after, limit) => readNodePage(db, { ...filter, after }, limit), filter.after);
}

/**
 * Reads nodes in ascending order of ids, page by page. The next page is fetched while the current one is used.
 * @param read reads nodes with ids above `after`, at most `limit` of them
 * @param start the first page has nodes with ids above this one
 */
export async function* readPages<Row extends { readonly id: number }>(
  read: (after: number, limit: number) => Promise<Row[]>,
  start = 0,
): AsyncGenerator<Row[], void, undefined> {
  // One row more than a page holds shows whether there is another page.
  let next: Promise<Row[]> | undefined = read(start, PAGE + 1);
  while (next) {
    const rows: Row[] = await next;
    const last = rows[PAGE - 1];
    next = rows.length > PAGE && last ? read(last.id, PAGE + 1) : undefined;
    // An error is thrown when `next` is awaited. When the client is gone, `next` is never awaited.
    next?.catch(() => {});
    yield rows.slice(0, PAGE);
  }
}

/** All nodes that match, for lists that are known to be short. */
export async function listNodes(db: Db, filter: NodeFilter): Promise<NodeRow[]> {
  const found: NodeRow[] = [];
  for await (const rows of readNodePages(db, filter)) found.push(...rows);
  return found;
}

/** At most `limit` nodes, in creation order. */
export function readNodePage(db: Db, filter: NodeFilter, limit: number): Promise<NodeRow[]> {
  const query = new Query();
  query.where(`n.id > ${query.bind(filter.after ?? 0)}`);
  restrict(query, filter);
  const text = `${selectNodes('nodes')} WHERE ${query.all} ORDER BY n.id LIMIT ${limit}`;
  return db.sql(query.statement<NodeRow>('node_list', text), ...query.values);
}

function restrict(query: Query, filter: NodeFilter): void {
  const { viewer, systemIds, tokenId, tags, substatuses, powerStates, owners } = filter;
  if (viewer) whereVisible(query, viewer);
  if (systemIds) query.where(`n.system_id = ANY(${query.bind(systemIds)}::text[])`);
  whereAttributes(query, filter);
  if (tokenId !== undefined) query.where(`n.token_id = ${query.bind(tokenId)}`);
  for (const tag of tags ?? []) {
    query.where(
      `n.id IN (SELECT nt.node_id FROM node_tags nt JOIN tags t ON t.id = nt.tag_id WHERE t.name = ${query.bind(tag)})`,
    );
  }
  if (substatuses) query.where(`${NODE_SUBSTATUS} = ANY(${query.bind(substatuses)}::int[])`);
  if (powerStates) query.where(`n.power_state = ANY(${query.bind(powerStates)}::text[])`);
  if (owners) query.where(`coalesce(u.username, '') = ANY(${query.bind(owners)}::text[])`);
}
