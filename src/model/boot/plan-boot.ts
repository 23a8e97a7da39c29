import type { Db } from '../../db/database.js';
import { Invalid } from '../../errors.js';
import { findCluster } from '../clusters/cluster.js';
import { findSurroundingCluster, type SurroundingCluster } from '../clusters/find-cluster.js';
import { type ConfigValues, getConfigs } from '../configuration/configuration.js';
import { findModestArchitecture, findNewestImage } from '../images/newest-image.js';
import { DEFAULT_SERIES } from '../series/series.js';
import { findBlacklistedModule } from './blacklisted-module.js';
import { chooseBootPurpose, findPxeNode, type PxeNode } from './pxe-node.js';

/** A request of a TFTP server for a machine that boots. */
export interface PxeRequest {
  /** In its stored form */
  readonly mac: string | undefined;
  readonly arch: string | undefined;
  readonly subarch: string | undefined;
  readonly label: string | undefined;
  readonly clusterUuid: string | undefined;
  /** The address from which the request comes. */
  readonly address: string;
}

/** How a machine is to boot. */
export interface BootPlan {
  /** Null for an unknown machine, which enlists itself. */
  readonly systemId: string | null;
  /** Whether this boot is the first sign of the node's installed system. */
  readonly awaitsSystem: boolean;
  readonly hostname: string;
  readonly domain: string;
  readonly purpose: string;
  readonly arch: string;
  readonly subarch: string;
  readonly release: string;
  readonly label: string;
  /** The URL by which the machine reaches the region; "" for the default one. */
  readonly regionUrl: string;
  readonly kernelOptions: string | null;
}

const CONFIG_NAMES = [
  'commissioning_distro_series',
  'default_distro_series',
  'enlistment_domain',
  'kernel_opts',
  'enable_third_party_drivers',
] as const;
type BootConfig = Pick<ConfigValues, (typeof CONFIG_NAMES)[number]>;

/** A boot without its image. The image is found by the other members. */
type Plan = Omit<BootPlan, 'label'> & { readonly nodegroupId: number | undefined };

const COMMISSIONING = 'commissioning';
const NO_IMAGE = 'no-such-image';

/**
 * Decides how a machine boots (docs/contract/nodes.md D).
 * @returns undefined for an unknown machine without architecture, whose boot loader then uses its default
 * @throws Invalid when no cluster has the uuid
 * @throws Conflict when several clusters manage the network of an unknown machine
 */
export async function planBoot(db: Db, request: PxeRequest): Promise<BootPlan | undefined> {
  const [node, config] = await Promise.all([
    request.mac === undefined ? undefined : findPxeNode(db, request.mac),
    getConfigs(db, CONFIG_NAMES),
  ]);
  if (!node && request.mac !== undefined && request.arch === undefined) return undefined;
  const { nodegroupId, ...plan } = node ? planFor(node, config) : await planEnlistment(db, request, config);
  const { arch: architecture, subarch: subarchitecture, release, purpose } = plan;
  const image =
    nodegroupId === undefined
      ? undefined
      : await findNewestImage(db, { nodegroupId, architecture, subarchitecture, release, purpose });
  return {
    ...plan,
    subarch: image?.subarchitecture ?? subarchitecture,
    label: request.label ?? image?.label ?? NO_IMAGE,
  };
}

function planFor(node: PxeNode, config: BootConfig): Plan {
  const purpose = chooseBootPurpose(node);
  const series = node.distro_series || config.default_distro_series;
  return {
    systemId: node.system_id,
    awaitsSystem: node.awaits_system,
    nodegroupId: node.nodegroup_id,
    regionUrl: node.maas_url,
    hostname: node.host,
    domain: node.domain,
    purpose,
    arch: node.architecture,
    subarch: node.subarchitecture,
    release: (purpose === COMMISSIONING ? config.commissioning_distro_series : series) || DEFAULT_SERIES,
    kernelOptions: kernelOptions(node, config),
  };
}

/** The kernel options of a node: those of a tag, else the region's, and those that a vendor's driver needs. */
function kernelOptions({ kernel_opts, modaliases }: PxeNode, config: BootConfig): string | null {
  const options = kernel_opts ?? config.kernel_opts;
  const devices = config.enable_third_party_drivers && modaliases ? Buffer.from(modaliases).toString() : '';
  const module = findBlacklistedModule(devices);
  if (module === undefined) return options;
  return [options ?? '', `modprobe.blacklist=${module}`].filter((part) => part !== '').join(' ');
}

async function planEnlistment(db: Db, request: PxeRequest, config: BootConfig): Promise<Plan> {
  const cluster = await clusterOf(db, request);
  const release = config.commissioning_distro_series || DEFAULT_SERIES;
  return {
    systemId: null,
    awaitsSystem: false,
    nodegroupId: cluster?.id,
    regionUrl: cluster?.maas_url ?? '',
    hostname: 'maas-enlist',
    domain: config.enlistment_domain,
    purpose: COMMISSIONING,
    arch: request.arch ?? (cluster && (await findModestArchitecture(db, cluster.id, release, COMMISSIONING))) ?? 'i386',
    subarch: request.subarch ?? 'generic',
    release,
    kernelOptions: config.kernel_opts,
  };
}

/** The cluster that the TFTP server names, else the cluster whose network the server is in. */
async function clusterOf(
  db: Db,
  { clusterUuid, address }: PxeRequest,
): Promise<Pick<SurroundingCluster, 'id' | 'maas_url'> | undefined> {
  if (clusterUuid === undefined) return findSurroundingCluster(db, address);
  const cluster = await findCluster(db, clusterUuid);
  if (!cluster) throw Invalid.field('cluster_uuid', `There is no cluster ${clusterUuid}.`);
  return { id: cluster.id, maas_url: cluster.maasUrl };
}
