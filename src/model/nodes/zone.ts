import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';

/** Finds and locks a zone, so that the zone is not deleted before the node is in it. */
const find = statement<[string], { id: number }>('node_zone', 'SELECT id FROM zones WHERE name = $1 FOR KEY SHARE');

/** @throws Invalid under `zone` when no zone has this name */
export async function lockZoneId(tx: Db, name: string): Promise<number> {
  const [zone] = await tx.sql(find, name);
  if (!zone) throw Invalid.field('zone', `No such zone: '${name}'.`);
  return zone.id;
}

const move = statement<[number, readonly number[]], never>(
  'node_zone_set',
  'UPDATE nodes SET zone_id = $1, updated = now() WHERE id = ANY($2::int[])',
);

export async function moveNodesToZone(tx: Db, zone: number, nodes: readonly { readonly id: number }[]): Promise<void> {
  await tx.sql(
    move,
    zone,
    nodes.map(({ id }) => id),
  );
}
