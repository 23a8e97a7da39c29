import { type Keyed, lookUp } from '../../db/batch/look-up.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { AWAITS_SYSTEM } from '../nodes/boot/deployed.js';
import { FAST_INSTALLER } from '../nodes/boot/installer.js';
import { NodeStatus } from '../statuses/node-status.js';

/** The data of a node that its boot loader needs. */
export interface PxeNode {
  readonly system_id: string;
  /** The hostname without a domain. */
  readonly host: string;
  /** The domain of the node's cluster. */
  readonly domain: string;
  readonly status: number;
  readonly netboot: boolean;
  /** Whether a boot from its disk is the first sign of its installed system. */
  readonly awaits_system: boolean;
  readonly architecture: string;
  readonly subarchitecture: string;
  /** "" for the default one. */
  readonly distro_series: string;
  readonly nodegroup_id: number;
  /** The URL of the region that its cluster uses; "" for the default one. */
  readonly maas_url: string;
  /** Whether the node is installed by curtin. */
  readonly fast: boolean;
  /** The kernel options of the node's first tag that has any. */
  readonly kernel_opts: string | null;
  /** The modaliases of the node's devices, one a line; null before commissioning. */
  readonly modaliases: Uint8Array | null;
}

/** The most bytes of modaliases that are read. A large server has about twenty thousand. */
const MAX_MODALIASES = 262_144;

const byMac = lookUp(
  statement<[readonly string[]], PxeNode & Keyed<string>>(
    'node_pxe',
    `SELECT m.mac AS key, n.system_id, split_part(n.hostname, '.', 1) AS host, g.name AS domain, n.status::int AS status, n.netboot,
     ${AWAITS_SYSTEM} AS awaits_system,
     split_part(n.architecture, '/', 1) AS architecture, split_part(n.architecture, '/', 2) AS subarchitecture,
     n.distro_series, n.nodegroup_id, g.maas_url, ${FAST_INSTALLER} AS fast,
     (SELECT t.kernel_opts FROM node_tags nt JOIN tags t ON t.id = nt.tag_id
       WHERE nt.node_id = n.id AND t.kernel_opts <> '' ORDER BY t.name LIMIT 1) AS kernel_opts,
     (SELECT substring(r.data FOR ${MAX_MODALIASES}) FROM commissioning_results r
       WHERE r.node_id = n.id AND r.name = '00-maas-04-list-modaliases.out' AND r.script_result = 0) AS modaliases
   FROM mac_addresses m JOIN nodes n ON n.id = m.node_id JOIN nodegroups g ON g.id = n.nodegroup_id
   WHERE m.mac = ANY($1::text[])`,
  ),
);

/** The node with this MAC address (in stored form). */
export function findPxeNode(db: Db, mac: string): Promise<PxeNode | undefined> {
  return byMac.ask(db, mac);
}

/** The purposes of a network boot. */
export const BOOT_PURPOSES = ['commissioning', 'install', 'xinstall', 'local', 'poweroff'] as const;
export type BootPurpose = (typeof BOOT_PURPOSES)[number];

/** The purpose of a node's boot (docs/contract/nodes.md D). An unused node is powered off. */
export function chooseBootPurpose({ status, netboot, fast }: PxeNode): BootPurpose {
  if (status === NodeStatus.COMMISSIONING) return 'commissioning';
  if (status !== NodeStatus.ALLOCATED) return 'poweroff';
  if (!netboot) return 'local';
  return fast ? 'xinstall' : 'install';
}
