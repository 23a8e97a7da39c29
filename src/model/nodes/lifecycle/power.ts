import type { Db } from '../../../db/database.js';
import { firstRow } from '../../../db/first-row.js';
import { statement } from '../../../db/statement.js';
import { Forbidden } from '../../../errors.js';
import { requestPowerChange } from '../../../power/actions/request.js';
import type { PowerCommand } from '../../../power/driver/driver.js';
import type { PowerNode } from '../../../power/driver/resolve-parameters.js';
import type { LockedNode } from '../lock.js';

/**
 * Queues a power action for each node, as a part of this transaction. Nodes without a power type, or without the MAC
 * address that Wake-on-LAN needs, are skipped.
 * @returns the system_ids of the nodes with a queued action
 */
export function queuePower(
  tx: Db,
  nodes: readonly LockedNode[],
  command: PowerCommand,
  requestedBy: string | null,
): Promise<ReadonlySet<string>> {
  const targets = nodes.map((node) => ({
    systemId: node.system_id,
    powerType: node.power_type,
    powerParameters: node.power_parameters,
    macAddress: node.mac_address ?? undefined,
  }));
  return requestPowerChange(tx, targets, command, requestedBy);
}

const WORDS = { on: 'start up', off: 'shut down', cycle: 'power-cycle' } as const;

export function powerRefusedError(change: keyof typeof WORDS): Forbidden {
  return new Forbidden(`You are not allowed to ${WORDS[change]} this node.`);
}

const readPowered = statement<[string], Omit<PowerNode, 'macAddress'> & { readonly macAddress: string | null }>(
  'node_powered',
  `SELECT system_id AS "systemId", power_type AS "powerType", power_parameters AS "powerParameters",
     (SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id LIMIT 1) AS "macAddress"
   FROM nodes n WHERE system_id = $1`,
);

/** The power settings of a node, including secrets. @throws NotFound */
export async function getPowerNode(db: Db, systemId: string): Promise<PowerNode> {
  const row = await firstRow(db.sql(readPowered, systemId));
  return { ...row, macAddress: row.macAddress ?? undefined };
}

const saw = statement<[string, string, number], never>(
  'node_power_state_seen',
  `UPDATE nodes SET power_state = $2, power_state_seen = now()
   WHERE system_id = $1 AND coalesce(power_state_seen <= now() - make_interval(secs => $3), true)`,
);

/**
 * Keeps the power state that a query has seen, unless a power action or another query has seen one since the query began.
 * @param seconds how long ago the query began
 */
export async function recordPowerState(db: Db, systemId: string, state: string, seconds: number): Promise<void> {
  await db.sql(saw, systemId, state, seconds);
}
