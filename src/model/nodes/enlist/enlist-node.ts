import { randomUUID } from 'node:crypto';
import type { Db } from '../../../db/database.js';
import { Query } from '../../../db/query.js';
import { statement } from '../../../db/statement.js';
import { Invalid } from '../../../errors.js';
import { Problems } from '../../../params/problems.js';
import type { Viewer } from '../../accounts/viewer.js';
import { getConfig } from '../../configuration/configuration.js';
import { describeBadArchitecture, listUsableArchitectures } from '../../images/usable-architectures.js';
import { ensureTag, setNodeTag } from '../../tags/node-tag.js';
import { DEFAULT_ZONE } from '../../zones/zones.js';
import { INSTALLER_TAG } from '../boot/installer.js';
import { bindColumns, type GivenHardware, type NodeColumns } from '../fields.js';
import { HOSTNAME_TAKEN, hostname as hostnameSchema, isMadeFromAddress, makeRandomHostname } from '../hostnames.js';
import { acceptNodes } from '../lifecycle/commissioning.js';
import { lockExistingNode } from '../lock.js';
import { addMacs, describeMacProblems, describeTakenMac, parseMacs } from '../mac-addresses.js';
import { lockZoneId } from '../zone.js';

/** The data of a machine that is enlisted. */
export interface Enlistment extends GivenHardware {
  readonly architecture: string | undefined;
  readonly mac_addresses: readonly string[];
  /** Empty: a random one is made. */
  readonly hostname?: string;
  readonly nodegroup_id: number | undefined;
  readonly distro_series?: string | undefined;
  readonly power_type?: string | undefined;
  readonly power_parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Empty: the default zone. Only administrators choose another. */
  readonly zone?: string | undefined;
}

/**
 * Adds a declared node. A node that an administrator adds is commissioned at once.
 * @param problems the problems that are already known
 * @returns the system_id of the node
 * @throws Invalid with all problems
 */
export async function enlistNode(
  tx: Db,
  viewer: Viewer | null,
  enlistment: Enlistment,
  problems = new Problems(),
): Promise<string> {
  const { macs, ...columns } = await checkEnlistment(tx, enlistment, problems);
  const node = await insertNode(tx, columns, enlistment.hostname ?? '');
  const taken = await addMacs(tx, node.id, macs);
  if (taken.length > 0)
    throw new Invalid({ mac_addresses: [describeMacProblems(macs.length, taken.map(describeTakenMac))] });
  await ensureTag(tx, INSTALLER_TAG);
  await setNodeTag(tx, node.id, INSTALLER_TAG, true);
  if (viewer?.isSuperuser) await acceptNodes(tx, [await lockExistingNode(tx, node.system_id)], viewer.username);
  return node.system_id;
}

const inUse = statement<[string, readonly string[]], { hostname: boolean; macs: string[] }>(
  'enlist_in_use',
  `SELECT EXISTS (SELECT FROM nodes WHERE lower(hostname) = lower($1)) AS hostname,
     ARRAY(SELECT mac FROM mac_addresses WHERE mac = ANY($2::text[])) AS macs`,
);

/** Validates all fields, so that a client gets all problems in one answer. @throws Invalid */
async function checkEnlistment(tx: Db, enlistment: Enlistment, problems: Problems) {
  const { architecture, mac_addresses, hostname = '', nodegroup_id, zone, ...others } = enlistment;
  const given = problems.has('mac_addresses') ? [] : await problems.collect(() => parseMacs(mac_addresses));
  const macs = given ?? [];
  const usable = await listUsableArchitectures(tx);
  if (!problems.has('architecture') && !(architecture && usable.includes(architecture))) {
    problems.add('architecture', describeBadArchitecture(architecture));
  }
  const [used] = await tx.sql(inUse, hostname, macs);
  const taken = macs.filter((mac) => used?.macs.includes(mac));
  if (taken.length > 0) problems.add('mac_addresses', describeMacProblems(macs.length, taken.map(describeTakenMac)));
  if (keepsName(hostname)) {
    const valid = hostnameSchema.safeParse(hostname);
    if (!valid.success) problems.add('hostname', ...valid.error.issues.map(({ message }) => message));
    else if (used?.hostname) problems.add('hostname', HOSTNAME_TAKEN);
  }
  const zone_id = await problems.collect(() => lockZoneId(tx, zone || DEFAULT_ZONE));
  problems.throwIfAny();
  return { macs, architecture, nodegroup_id, zone_id, ...others };
}

/** Whether the machine's own hostname is used. */
function keepsName(hostname: string): boolean {
  return hostname !== '' && !isMadeFromAddress(hostname);
}

interface Inserted {
  readonly id: number;
  readonly system_id: string;
}

/** Inserts the row. A random hostname is replaced until a free one is found. @throws Invalid */
async function insertNode(tx: Db, columns: NodeColumns, hostname: string): Promise<Inserted> {
  const isKept = keepsName(hostname);
  const domain = isKept ? '' : await getConfig(tx, 'enlistment_domain');
  for (;;) {
    const name = isKept ? hostname : makeRandomHostname(domain);
    const node = await tryInsert(tx, { ...columns, hostname: name, system_id: `node-${randomUUID()}` });
    if (node) return node;
    if (isKept) throw Invalid.field('hostname', HOSTNAME_TAKEN);
  }
}

/** @returns undefined when another node has the hostname */
async function tryInsert(tx: Db, columns: NodeColumns): Promise<Inserted | undefined> {
  const query = new Query();
  const bound = bindColumns(query, columns);
  const text = `INSERT INTO nodes (${bound.map(([column]) => column).join(', ')})
    VALUES (${bound.map(([, placeholder]) => placeholder).join(', ')})
    ON CONFLICT DO NOTHING RETURNING id, system_id`;
  const [node] = await tx.sql(query.statement<Inserted>('node_insert', text), ...query.values);
  return node;
}
