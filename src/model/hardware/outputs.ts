import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';

/** The names of the results that are the details of a node. */
export const LSHW = '00-maas-01-lshw.out';
export const LLDP = '99-maas-02-capture-lldp.out';

/** The outputs of lshw and LLDP as the node sent them; null without a successful result. */
export type Details = Readonly<Record<'lshw' | 'lldp', Uint8Array | null>>;

/** Nodes `n`, each with its successful results `lshw` and `lldp`. */
export const NODES_WITH_RESULTS = `nodes n
   LEFT JOIN commissioning_results lshw ON lshw.node_id = n.id AND lshw.name = '${LSHW}' AND lshw.script_result = 0
   LEFT JOIN commissioning_results lldp ON lldp.node_id = n.id AND lldp.name = '${LLDP}' AND lldp.script_result = 0`;

const find = statement<[string], Details>(
  'node_details',
  `SELECT lshw.data AS lshw, lldp.data AS lldp FROM ${NODES_WITH_RESULTS} WHERE n.system_id = $1`,
);

/** @returns undefined when there is no such node */
export async function findNodeDetails(db: Db, systemId: string): Promise<Details | undefined> {
  const [row] = await db.sql(find, systemId);
  return row;
}
