import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import type { PowerNode } from '../../power/driver/resolve-parameters.js';
import type { Viewer } from '../accounts/viewer.js';
import { readPages } from './list.js';
import { checkBulkNodes, maySee } from './lock.js';

interface PoweredRow extends Omit<PowerNode, 'macAddress'> {
  readonly system_id: string;
  readonly owner_id: number | null;
  readonly macAddress: string | null;
}

const readPowered = statement<[readonly string[]], PoweredRow>(
  'nodes_powered',
  `SELECT n.system_id, n.system_id AS "systemId", n.owner_id, n.power_type AS "powerType",
     n.power_parameters AS "powerParameters",
     (SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id LIMIT 1) AS "macAddress"
   FROM nodes n WHERE n.system_id = ANY($1::text[]) ORDER BY n.id`,
);

/**
 * The power settings of nodes, including secrets.
 * @throws BadRequest with the unknown ids
 * @throws Forbidden with the nodes that the viewer does not see in lists
 */
export async function getPowerNodes(db: Db, viewer: Viewer, systemIds: readonly string[]): Promise<PowerNode[]> {
  const rows = await db.sql(readPowered, systemIds);
  checkBulkNodes(systemIds, rows, (node) => maySee(viewer, node));
  return rows.map(({ systemId, powerType, powerParameters, macAddress }) => ({
    systemId,
    powerType,
    powerParameters,
    macAddress: macAddress ?? undefined,
  }));
}

interface ParametersRow {
  readonly id: number;
  readonly system_id: string;
  readonly power_parameters: Readonly<Record<string, unknown>>;
}

const readParameters = statement<[number, number, readonly string[] | null], ParametersRow>(
  'nodes_power_parameters',
  `SELECT id, system_id, power_parameters FROM nodes
   WHERE id > $1 AND ($3::text[] IS NULL OR system_id = ANY($3)) ORDER BY id LIMIT $2`,
);

/** The power parameters of nodes, including secrets, page by page. @param systemIds undefined: all nodes */
export function readPowerParameters(db: Db, systemIds: readonly string[] | undefined) {
  return readPages((after, limit) => db.sql(readParameters, after, limit, systemIds ?? null));
}

const saw = statement<[readonly string[], readonly string[], number], never>(
  'node_power_states_seen',
  `WITH seen AS (
     SELECT n.id, given.state FROM unnest($1::text[], $2::text[]) given (system_id, state)
       JOIN nodes n USING (system_id) ORDER BY n.id FOR NO KEY UPDATE OF n)
   UPDATE nodes n SET power_state = seen.state, power_state_seen = now() FROM seen
   WHERE n.id = seen.id AND coalesce(power_state_seen <= now() - make_interval(secs => $3), true)`,
);

/**
 * Keeps the power states that a query has seen, unless a power action or another query has seen one since the query began.
 * @param states by system_id
 * @param seconds how long ago the query began
 */
export async function recordPowerStates(db: Db, states: ReadonlyMap<string, string>, seconds: number): Promise<void> {
  await db.sql(saw, [...states.keys()], [...states.values()], seconds);
}
