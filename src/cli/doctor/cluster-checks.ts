import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { findMissingIpxe } from '../../cluster/boot/tftp.js';
import { clusterConfig } from '../../cluster/config.js';
import { requireCapabilities } from '../../cluster/dnsmasq/capabilities.js';
import { type ManagedNetwork, readNetworks } from '../../cluster/dnsmasq/networks.js';
import { findDnsmasq } from '../../cluster/dnsmasq/programs.js';
import { RegionClient } from '../../cluster/region/client.js';
import { readKeptConfig } from '../../cluster/region/follow-config.js';
import { codeOf, identityPath, loadIdentity } from '../../cluster/region/identity.js';
import { findAbsentInterfaces } from '../../cluster/run/host.js';
import { readClusterSettings } from '../../cluster/settings.js';
import type { Context } from '../lib/command.js';
import { CliError } from '../lib/io.js';
import type { Check } from './checks.js';
import { checkForeignDhcp, checkPorts } from './cluster-network.js';
import { checkFolder, checkSecret } from './files.js';

const LEAST_FREE = 1024 ** 3;

/** The checks of a cluster. There are none on a host that has no cluster. */
export async function clusterChecks(context: Context): Promise<Check[]> {
  const folder = await folderOf(context);
  if (folder === undefined || (!context.io.env.REGION_URL && !existsSync(identityPath(folder)))) return [];
  return [
    { title: 'Cluster folder', run: () => checkSpace(folder) },
    { title: 'Cluster identity', run: () => describeIdentity(folder) },
    { title: 'Cluster dnsmasq', run: async () => (await findDnsmasq(context.io.env.PATH ?? '')).version },
    { title: 'Cluster rights', run: checkRights },
    { title: 'Cluster iPXE', run: checkIpxe },
    { title: 'Cluster ports', run: async () => checkPorts(readHttpPort(context), await readManaged(folder)) },
    { title: 'Cluster DHCP', run: async () => checkForeignDhcp(await readManaged(folder)) },
    { title: 'Cluster region', run: () => checkRegion(context, folder) },
  ];
}

/** @returns undefined while the settings are not valid, which another check reports */
async function folderOf(context: Context): Promise<string | undefined> {
  const settings = await context.settings().catch(() => undefined);
  return settings && path.join(settings.dataDir, 'cluster');
}

async function checkSpace(folder: string): Promise<string> {
  const shown = await checkFolder(folder);
  if (!existsSync(folder)) return shown;
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < LEAST_FREE)
    throw new CliError(`${folder} has only ${Math.floor(free / 1024 ** 2)} MiB free; images need more`);
  return shown;
}

async function describeIdentity(folder: string): Promise<string> {
  const file = await checkSecret(identityPath(folder));
  if (!existsSync(identityPath(folder))) return 'none: `maas-region cluster` makes it';
  const { uuid, secret, key } = await loadIdentity(folder);
  return `${file}, uuid ${uuid}, code ${codeOf(secret)}, ${key === undefined ? 'without a key yet' : 'with its key'}`;
}

async function checkRights(): Promise<string> {
  await requireCapabilities();
  return 'CAP_NET_ADMIN, CAP_NET_BIND_SERVICE, CAP_NET_RAW';
}

async function checkIpxe(): Promise<string> {
  const missing = await findMissingIpxe();
  if (missing !== undefined) throw new CliError(missing);
  return 'installed';
}

/** Below `serve --cluster`, the region is not a setting. */
function readHttpPort({ io: { env } }: Context): number {
  return readClusterSettings(env, env.REGION_URL || 'http://127.0.0.1').httpPort;
}

/** The networks of the last configuration that the region gave */
async function readManaged(folder: string): Promise<ManagedNetwork[]> {
  if (!existsSync(identityPath(folder))) return [];
  const config = await readKeptConfig(folder, (await loadIdentity(folder)).uuid);
  return config ? readNetworks(config).networks : [];
}

/** Asks the region, and compares the clocks and the interfaces. */
async function checkRegion(context: Context, folder: string): Promise<string> {
  if (!context.io.env.REGION_URL) return 'not checked: set REGION_URL';
  const { region: url } = readClusterSettings(context.io.env, undefined);
  const problems: string[] = [];
  const region = new RegionClient(url, new AbortController().signal, (message) => problems.push(message));
  const { uuid, key } = existsSync(identityPath(folder)) ? await loadIdentity(folder) : {};
  if (uuid === undefined || key === undefined) {
    await region.call({ method: 'GET', path: 'nodegroups/', op: 'list' });
  } else {
    const path = `nodegroups/${encodeURIComponent(uuid)}/`;
    const { text } = await region.call({ method: 'GET', path, op: 'cluster_config', key });
    const config = clusterConfig.parse(JSON.parse(text));
    problems.push(...readNetworks(config).problems, ...findAbsentInterfaces(config));
  }
  if (problems.length > 0) throw new CliError(problems.join('; '));
  return `${url.href} answers${key === undefined ? '' : ' and accepts the key'}`;
}
