import { randomUUID } from 'node:crypto';
import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Invalid } from '../../../errors.js';
import { collectInvalid, collecting } from '../../../params/problems.js';
import type { Viewer } from '../../accounts/viewer.js';
import { getConfig } from '../../configuration/configuration.js';
import { badArchitecture, usableArchitectures } from '../../images/usable.js';
import { DEFAULT_ZONE } from '../../zones/zones.js';
import { INSTALLER_TAG } from '../boot/installer.js';
import { existingNode } from '../find.js';
import { HOSTNAME_TAKEN, hostname as hostnameSchema, isMadeFromAddress, randomHostname } from '../hostnames.js';
import { acceptNodes } from '../lifecycle/commissioning.js';
import { addMacs, macProblems, macTaken, parseMacs } from '../mac-addresses.js';
import { zoneId } from '../zone.js';

/** What is known of a machine that enlists or is enlisted. */
export interface Enlistment {
  readonly architecture: string | undefined;
  readonly macAddresses: readonly string[];
  readonly hostname: string | undefined;
  readonly nodegroupId: number;
  readonly distroSeries: string | undefined;
  readonly powerType: string;
  readonly powerParameters: Readonly<Record<string, unknown>>;
  /** Only administrators set the following. */
  readonly zone: string | undefined;
  readonly cpuCount: number | undefined;
  readonly memory: number | undefined;
  readonly storage: number | undefined;
}

/**
 * Adds a node, declared; one that an administrator adds goes straight to commissioning.
 * @param wrong fields that are known to be wrong
 * @returns its system_id
 * @throws Invalid with all fields that are wrong
 */
export async function enlistNode(
  tx: Db,
  viewer: Viewer | null,
  enlistment: Enlistment,
  wrong: Record<string, readonly string[]> = {},
): Promise<string> {
  const { macs, architecture, zone } = await check(tx, enlistment, wrong);
  const node = await insert(tx, enlistment, architecture, zone);
  const taken = await addMacs(tx, node.id, macs);
  if (taken.length > 0) throw new Invalid({ mac_addresses: [macProblems(macs.length, taken.map(macTaken))] });
  await tx.sql(addTag, INSTALLER_TAG);
  await tx.sql(tagNode, node.id, INSTALLER_TAG);
  if (viewer?.isSuperuser) await acceptNodes(tx, [await existingNode(tx, node.system_id)], viewer.username);
  return node.system_id;
}

const inUse = statement<[string, readonly string[]], { hostname: boolean; macs: string[] }>(
  'enlist_in_use',
  `SELECT EXISTS (SELECT FROM nodes WHERE hostname = $1) AS hostname,
     ARRAY(SELECT mac FROM mac_addresses WHERE mac = ANY($2::text[])) AS macs`,
);

/** Checks all fields, so that a client learns at once of everything that is wrong. */
async function check(tx: Db, enlistment: Enlistment, wrong: Record<string, readonly string[]>) {
  const { architecture, macAddresses, hostname = '' } = enlistment;
  const macs = collectInvalid(wrong, () => parseMacs(macAddresses)) ?? [];
  const usable = await usableArchitectures(tx);
  if (architecture === undefined || !usable.includes(architecture))
    wrong.architecture = [badArchitecture(architecture)];
  const [used] = await tx.sql(inUse, hostname, macs);
  const taken = macs.filter((mac) => used?.macs.includes(mac));
  if (taken.length > 0) wrong.mac_addresses = [macProblems(macs.length, taken.map(macTaken))];
  if (keepsName(hostname)) {
    const valid = hostnameSchema.safeParse(hostname);
    if (!valid.success) wrong.hostname = valid.error.issues.map(({ message }) => message);
    else if (used?.hostname) wrong.hostname = [HOSTNAME_TAKEN];
  }
  const zone = await zoneId(tx, enlistment.zone || DEFAULT_ZONE).catch(collecting(wrong));
  if (Object.keys(wrong).length > 0 || architecture === undefined || zone === undefined) throw new Invalid(wrong);
  return { macs, architecture, zone };
}

/** Whether the machine's own name is taken over. */
function keepsName(hostname: string): boolean {
  return hostname !== '' && !isMadeFromAddress(hostname);
}

interface Inserted {
  readonly id: number;
  readonly system_id: string;
}

const insertNode = statement<
  [string, string, string, string, number, number, number, number, string, string, number],
  Inserted
>(
  'node_insert',
  `INSERT INTO nodes (system_id, hostname, architecture, distro_series, zone_id, cpu_count, memory, storage, power_type,
     power_parameters, nodegroup_id)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11)
   ON CONFLICT (hostname) DO NOTHING RETURNING id, system_id`,
);

/** Inserts the row; a random name is made anew until it is free. */
async function insert(tx: Db, enlistment: Enlistment, architecture: string, zone: number): Promise<Inserted> {
  const { hostname = '', distroSeries, cpuCount, memory, storage, powerType, powerParameters } = enlistment;
  const kept = keepsName(hostname);
  const domain = kept ? '' : await getConfig(tx, 'enlistment_domain');
  for (;;) {
    const [node] = await tx.sql(
      insertNode,
      `node-${randomUUID()}`,
      kept ? hostname : randomHostname(domain),
      architecture,
      distroSeries ?? '',
      zone,
      cpuCount ?? 0,
      memory ?? 0,
      storage ?? 0,
      powerType,
      JSON.stringify(powerParameters),
      enlistment.nodegroupId,
    );
    if (node) return node;
    if (kept) throw Invalid.field('hostname', HOSTNAME_TAKEN);
  }
}

const addTag = statement<[string], never>('tag_ensure', 'INSERT INTO tags (name) VALUES ($1) ON CONFLICT DO NOTHING');
const tagNode = statement<[number, string], never>(
  'node_tag',
  'INSERT INTO node_tags (node_id, tag_id) SELECT $1, id FROM tags WHERE name = $2 ON CONFLICT DO NOTHING',
);
