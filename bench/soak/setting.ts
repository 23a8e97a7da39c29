import { NodeStatus } from '../../src/model/statuses/node-status.js';
import { execute, select } from '../support/sql.js';

/** The programs of a power driver, as a PDU that does at once what it is told. */
export const POWER_PROGRAMS = {
  telnet: 'exit 0',
  fence_cdu: `case "$(cat)" in
*'action="on"'*) echo 'Success: Powered ON' ;;
*'action="off"'*) echo 'Success: Powered OFF' ;;
*) echo 'Status: MOVING' ;;
esac`,
};

/** Nodes of the database, of which these boot for commissioning. */
export const NODES = 1_000;
const BOOTING = 100;

/** Gives nodes their power settings and lets some of them boot. @returns those */
export async function prepareNodes(databaseUrl: string): Promise<{ system_id: string; mac: string }[]> {
  await execute(databaseUrl, POWER, BOOT);
  return select(databaseUrl, MACHINES);
}

const POWER = `UPDATE nodes SET power_type = 'fence_cdu',
  power_parameters = '{"power_address": "127.0.0.1", "power_id": "1", "power_user": "maas", "power_pass": "maas"}'`;
const BOOT = `UPDATE nodes SET status = ${NodeStatus.COMMISSIONING}
  WHERE id IN (SELECT id FROM nodes ORDER BY id LIMIT ${BOOTING})`;
const MACHINES = `
  SELECT n.system_id, (SELECT min(m.mac) FROM mac_addresses m WHERE m.node_id = n.id) AS mac
  FROM nodes n WHERE n.status = ${NodeStatus.COMMISSIONING} ORDER BY n.id`;
