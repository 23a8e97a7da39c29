import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { loadIdentity, saveIdentity } from '../../cluster/region/identity.js';
import { Database } from '../../db/database.js';
import { COMMAND_LIMITS } from '../../db/pool.js';
import { type AuditRecord, recordAudit } from '../../events/audit.js';
import { printApiKey } from '../../model/accounts/keys.js';
import { ensureOwnCluster } from '../../model/clusters/registration/own-cluster.js';
import type { Settings } from '../../settings.js';
import type { HostInterface } from './host-interface.js';

/**
 * Makes and accepts the cluster of this host in the database, and writes its key for the cluster's process.
 * @param own the network interface in the network of the machines
 * @param audit the record of the start, to which a cluster that is made or accepted is added
 */
export async function prepareOwnCluster(
  settings: Settings,
  url: string,
  own: HostInterface,
  log: Logger,
  audit: AuditRecord,
): Promise<void> {
  const folder = path.join(settings.dataDir, 'cluster');
  // The account of dnsmasq enters it, and cannot list it.
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const identity = await loadIdentity(folder);
  const database = new Database(url, 2, COMMAND_LIMITS);
  try {
    const { uuid } = identity;
    const regionUrl = settings.publicUrl === undefined ? urlOn(settings, own) : undefined;
    const state = await database.transaction(async (tx) => {
      const ensured = await ensureOwnCluster(tx, { uuid, interface: own, regionUrl, recordedUrl: identity.region_url });
      if (ensured.change) await recordAudit(tx, { ...audit, objects: [uuid] });
      return ensured;
    });
    const recorded = state.staleUrl === undefined ? regionUrl : undefined;
    await saveIdentity(folder, {
      ...identity,
      key: printApiKey(state.key),
      ...(recorded !== undefined && { region_url: recorded }),
    });
    if (state.change) log.info({ uuid, interface: own.interface }, `${state.change} the cluster of this host`);
    if (!state.isAccepted) log.warn({ uuid }, 'the cluster of this host is not accepted: it serves no machines');
    if (state.staleUrl !== undefined) {
      const { interface: name, ip } = own;
      const advice = 'the interface has another address than before: set maas_url of the cluster, or clear it';
      log.warn({ uuid, interface: name, ip, maas_url: state.staleUrl }, advice);
    }
  } finally {
    await database.close();
  }
}

/** The URL by which the cluster of this host reaches the region: with https, one whose name the certificate can have. */
export function urlForCluster(
  settings: Pick<Settings, 'tls' | 'port' | 'publicUrl'>,
  own: Pick<HostInterface, 'ip'>,
): string {
  return settings.tls ? (settings.publicUrl ?? urlOn(settings, own)) : urlOn(settings, own);
}

/** The URL of the region on an interface. */
function urlOn({ tls, port }: Pick<Settings, 'tls' | 'port'>, { ip }: Pick<HostInterface, 'ip'>): string {
  return `${tls ? 'https' : 'http'}://${ip}:${port}/MAAS`;
}
