import type { Db } from '../../db/database.js';
import { firstRow } from '../../db/first-row.js';
import { statement } from '../../db/statement.js';
import { Conflict, Invalid } from '../../errors.js';

/** The names of the zone and the tag whose nodes' events are sent; null: all. */
export interface Filter {
  readonly zone: string | null;
  readonly tag: string | null;
}

interface FilterIds {
  readonly zoneId: number | null;
  readonly tagId: number | null;
}

const find = statement<[string | null, string | null], FilterIds>(
  'webhook_filter',
  'SELECT (SELECT id FROM zones WHERE name = $1) AS "zoneId", (SELECT id FROM tags WHERE name = $2) AS "tagId"',
);

/** @throws Invalid for an unknown zone or tag */
export async function findFilter(tx: Db, { zone, tag }: Filter): Promise<FilterIds> {
  const found = await firstRow(tx.sql(find, zone, tag));
  if (zone !== null && found.zoneId === null) throw Invalid.field('zone', `There is no zone '${zone}'.`);
  if (tag !== null && found.tagId === null) throw Invalid.field('tag', `There is no tag '${tag}'.`);
  return found;
}

const findUser = statement<[number | null, number | null], { id: number }>(
  'webhook_of_filter',
  'SELECT id FROM webhooks WHERE zone_id = $1::int OR tag_id = $2::int ORDER BY id LIMIT 1',
);

/**
 * Refuses to delete a zone or a tag by which a webhook filters.
 * @param what which is locked, so that no webhook begins to filter by it meanwhile
 * @throws Conflict that names the webhook
 */
export async function requireNoWebhook(tx: Db, what: 'zone' | 'tag', { id, name }: { id: number; name: string }) {
  const [webhook] = await tx.sql(findUser, what === 'zone' ? id : null, what === 'tag' ? id : null);
  if (webhook) throw new Conflict(`The ${what} ${name} cannot be deleted: the webhook ${webhook.id} filters by it.`);
}
