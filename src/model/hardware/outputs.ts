import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';

/** The names of the results that are the details of a node. */
export const LSHW_RESULT = '00-maas-01-lshw.out';
export const LLDP_RESULT = '99-maas-02-capture-lldp.out';

/** The outputs of lshw and LLDP as the node sent them; null without a successful result. */
export type HardwareOutputs = Readonly<Record<'lshw' | 'lldp', Uint8Array | null>>;

/** Nodes `n`, each with its successful results `lshw` and `lldp`. */
export const NODES_WITH_OUTPUTS = `nodes n
   LEFT JOIN commissioning_results lshw ON lshw.node_id = n.id AND lshw.name = '${LSHW_RESULT}' AND lshw.script_result = 0
   LEFT JOIN commissioning_results lldp ON lldp.node_id = n.id AND lldp.name = '${LLDP_RESULT}' AND lldp.script_result = 0`;

const find = statement<[string], HardwareOutputs>(
  'node_details',
  `SELECT lshw.data AS lshw, lldp.data AS lldp FROM ${NODES_WITH_OUTPUTS} WHERE n.system_id = $1`,
);

/** @returns undefined when there is no such node */
export async function findHardwareOutputs(db: Db, systemId: string): Promise<HardwareOutputs | undefined> {
  const [row] = await db.sql(find, systemId);
  return row;
}
