import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { recordEvent } from '../../../events/record.js';
import { normalMac } from '../../../params/values.js';

/**
 * Drops MAC addresses that several machines share.
 * @param ignored addresses, or first bytes of such, in stored form
 */
export function dropIgnoredMacs(texts: readonly string[], ignored: readonly string[]): string[] {
  return texts.filter((text) => {
    const mac = normalMac(text);
    return mac === undefined || !ignored.some((prefix) => `${mac}:`.startsWith(`${prefix}:`));
  });
}

/** A machine whose enlistment was refused. */
interface RefusedMachine {
  readonly address: string;
  readonly hostname: string | undefined;
  /** The user who enlisted it; undefined: the machine itself. */
  readonly username: string | undefined;
  readonly macs: readonly string[];
}

const findOwners = statement<[readonly string[]], { mac: string; system_id: string; hostname: string }>(
  'enlist_mac_owners',
  `SELECT m.mac, n.system_id, n.hostname FROM mac_addresses m JOIN nodes n ON n.id = m.node_id
   WHERE m.mac = ANY($1::text[]) ORDER BY m.mac LIMIT 20`,
);

const MAX_SHOWN = 20;
const MAX_HOSTNAME = 255;

/** Records an event that names the machine and the nodes that have its MAC addresses, if nodes have them. */
export async function reportTakenMacs(db: Db, machine: RefusedMachine): Promise<void> {
  const macs = machine.macs.flatMap((text) => normalMac(text) ?? []);
  const owners = await db.sql(findOwners, macs);
  const [owner] = owners;
  if (!owner) return;
  const shown = macs.slice(0, MAX_SHOWN);
  const name = (machine.hostname ?? '').replace(/[^\x21-\x7e]/g, '?').slice(0, MAX_HOSTNAME);
  const taken = owners.map(({ mac, system_id, hostname }) => `${mac} belongs to ${hostname} (${system_id})`);
  await recordEvent(db, {
    level: 'WARNING',
    type: 'Enlistment refused',
    description:
      `The machine ${name && `${name} `}at ${machine.address} with the MAC addresses ${shown.join(', ')} was not ` +
      `enlisted: ${taken.join(', ')}. List MAC addresses that machines share in ENLIST_IGNORE_MACS.`,
    systemId: owner.system_id,
    ...(machine.username !== undefined && { username: machine.username }),
    details: { address: machine.address, hostname: name, mac_addresses: shown, taken: owners },
  });
}
