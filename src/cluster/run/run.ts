import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { type BootServer, startBootServer } from '../boot/server.js';
import { requireCapabilities } from '../dnsmasq/capabilities.js';
import { Dnsmasq } from '../dnsmasq/dnsmasq.js';
import { findDnsmasq } from '../dnsmasq/programs.js';
import { ClusterError } from '../error.js';
import { RegionClient } from '../region/client.js';
import { KeyRefused } from '../region/follow-config.js';
import { loadIdentity } from '../region/identity.js';
import { join } from '../region/join.js';
import { serveRegion } from './serve-region.js';

export interface ClusterOptions {
  /** The base URL of the region, such as http://10.0.0.10:5240/MAAS */
  readonly region: URL;
  /** The folder of the cluster; made when it is missing */
  readonly folder: string;
  /** The port from which machines boot by HTTP */
  readonly httpPort: number;
  /** The most bytes of the cache of images */
  readonly cacheBytes: number;
  /** Paths of boot loaders of the administrator, by values of DHCP option 93 */
  readonly bootLoaders: ReadonlyMap<number, string>;
  /** Folders in which dnsmasq is searched, as in PATH */
  readonly searchPath: string;
  readonly log: Logger;
  /** Prints what an administrator has to do. */
  readonly print: (text: string) => void;
  /** Ends the cluster. */
  readonly signal: AbortSignal;
}

/** Serves the machines of one cluster until the signal aborts. @throws ClusterError when this host cannot do that */
export async function runCluster(options: ClusterOptions): Promise<void> {
  const { folder, log, signal, searchPath } = options;
  const { version } = await findDnsmasq(searchPath);
  await requireCapabilities();
  await makeFolder(folder);
  const identity = await loadIdentity(folder);
  log.info({ uuid: identity.uuid, region: options.region.href, dnsmasq: version }, 'the cluster starts');
  const boot = await startBoot(options, identity.uuid);
  const dnsmasq = new Dnsmasq({ folder: path.join(folder, 'dnsmasq'), boot, log, searchPath });
  try {
    await serve(options, { boot, dnsmasq });
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  } finally {
    await dnsmasq.close();
    await boot.close();
  }
}

async function startBoot(options: ClusterOptions, clusterUuid: string): Promise<BootServer> {
  const { region, folder, httpPort: port, cacheBytes: maxBytes, bootLoaders, log } = options;
  const at = { folder: path.join(folder, 'boot'), address: '0.0.0.0', port };
  return startBootServer({ region, clusterUuid, log, maxBytes, bootLoaders, ...at });
}

/** Other accounts may pass, as dnsmasq has one of its own. They cannot list the folder. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o711);
  } catch (error) {
    throw new ClusterError(`${folder} cannot be made: ${error instanceof Error ? error.message : error}`);
  }
}

/** Joins the region, and serves. When the region refuses the key, DHCP ends and the cluster joins again. */
async function serve(options: ClusterOptions, services: { boot: BootServer; dnsmasq: Dnsmasq }): Promise<never> {
  const { folder, log, print, signal } = options;
  const region = new RegionClient(options.region, signal, (message) => log.error(message));
  for (let isRefused = false; ; isRefused = true) {
    const kept = await loadIdentity(folder);
    const isKept = kept.key !== undefined && !isRefused;
    const { uuid, key } = isKept ? { ...kept, key: kept.key } : await join({ region, folder, log, print, signal });
    if (key === undefined) continue;
    try {
      await serveRegion({ region, uuid, key, folder, log, signal, ...services });
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error;
      log.error(`${error.message}; DHCP ends until the region accepts this cluster`);
      await services.dnsmasq.close();
    }
  }
}
