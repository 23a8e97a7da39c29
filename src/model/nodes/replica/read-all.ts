import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { NODE_JOINS, type NodeRow, nodeColumns } from '../view.js';

/** The nodes of a page: few, as other requests wait while its rows are parsed. */
const PAGE = 500;
/** The pages that PostgreSQL reads while one is used, each on a connection of its own. */
const AHEAD = 2;
const GREATEST_ID = 2 ** 31 - 1;

/** The last id of each page. */
const readEnds = statement<[number], { id: number }>(
  'all_nodes_pages',
  'SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM nodes) n WHERE number % $1 = 0 ORDER BY id',
);

/**
 * Reads the lists of a page of nodes by joins. That takes half the time of look-ups for each node, as the page holds all
 * nodes between two ids. The result is one JSON text, which is parsed faster than rows of columns.
 */
const readPage = statement<[number, number], { nodes: NodeRow[] }>(
  'all_nodes',
  `WITH page AS MATERIALIZED (
     SELECT * FROM nodes WHERE id > $1 AND id <= $2
   ), macs AS (
     SELECT m.node_id, array_agg(m.mac ORDER BY m.id) AS macs FROM mac_addresses m
     WHERE m.node_id > $1 AND m.node_id <= $2
     GROUP BY m.node_id
   ), tagged AS (
     SELECT nt.node_id, array_agg(t.name ORDER BY t.name) AS tag_names FROM node_tags nt JOIN tags t ON t.id = nt.tag_id
     WHERE nt.node_id > $1 AND nt.node_id <= $2
     GROUP BY nt.node_id
   ), leased AS (
     SELECT m.node_id, array_agg(host(l.ip) ORDER BY m.id, l.ip) AS ip_addresses FROM mac_addresses m
     JOIN page p ON p.id = m.node_id
     JOIN dhcp_leases l ON l.nodegroup_id = p.nodegroup_id AND l.mac = m.mac
     WHERE m.node_id > $1 AND m.node_id <= $2
     GROUP BY m.node_id
   )
   SELECT coalesce(json_agg(r), '[]') AS nodes FROM (
     SELECT ${nodeColumns({
       macs: "coalesce(macs.macs, '{}')",
       tagNames: "coalesce(tagged.tag_names, '{}')",
       ipAddresses: "coalesce(leased.ip_addresses, '{}')",
     })}
     FROM page n ${NODE_JOINS}
     LEFT JOIN macs ON macs.node_id = n.id
     LEFT JOIN tagged ON tagged.node_id = n.id
     LEFT JOIN leased ON leased.node_id = n.id
   ) r`,
);

/** Reads all nodes, page by page. The next pages are read while one is used. */
export async function* readAllNodes(db: Db): AsyncGenerator<NodeRow[], void, undefined> {
  const ends = [...(await db.sql(readEnds, PAGE)).map(({ id }) => id), GREATEST_ID];
  const pages: Promise<NodeRow[]>[] = [];
  for (const [number, end] of ends.entries()) {
    const page = readNodes(db, ends[number - 1] ?? 0, end);
    // An error is thrown when the page is awaited. After another error, it never is.
    page.catch(() => {});
    if (pages.push(page) > AHEAD) yield (await pages.shift()) ?? [];
  }
  for (const page of pages) yield await page;
}

async function readNodes(db: Db, after: number, end: number): Promise<NodeRow[]> {
  const [row] = await db.sql(readPage, after, end);
  return row?.nodes ?? [];
}
