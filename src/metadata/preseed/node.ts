import type { Db } from '../../db/database.js';
import { getConfigs } from '../../model/configuration/configuration.js';
import type { BootingNode } from '../../model/nodes/boot/booting-node.js';
import { ensureNodeKey } from '../../model/nodes/boot/node-key.js';
import { NodeStatus } from '../../model/statuses/node-status.js';
import { dataSourceConfig } from './data-source.js';
import { debianInstallerPreseed } from './debian-installer.js';

/** The architectures in the main archive. All others are in the ports archive. */
const MAIN_ARCHITECTURES = ['amd64', 'i386'];

/**
 * Makes the preseed of a node for its next boot (docs/contract/nodes.md C7): commissioning, or an installation by
 * curtin or by the Debian installer. The preseed holds the node's credentials.
 * @param region the URL by which the node reaches the region, without a slash at its end
 */
export async function nodePreseed(db: Db, node: BootingNode, region: string): Promise<string> {
  const key = await ensureNodeKey(db, node.id);
  if (node.status === NodeStatus.COMMISSIONING) return dataSourceConfig({ metadataUrl: `${region}/metadata/`, key });
  if (node.fast_installer) return dataSourceConfig({ metadataUrl: `${region}/metadata/curtin`, key });
  const config = await getConfigs(db, ['main_archive', 'ports_archive', 'http_proxy', 'ntp_server']);
  const [architecture = ''] = node.architecture.split('/');
  return debianInstallerPreseed({
    dataSource: { metadataUrl: `${region}/metadata/`, key },
    archive: MAIN_ARCHITECTURES.includes(architecture) ? config.main_archive : config.ports_archive,
    proxy: config.http_proxy,
    ntpServer: config.ntp_server,
    doneUrl: doneUrl(region, node.system_id),
  });
}

/** The URL where a node reports by `op=netboot_off` that it is installed. */
export function doneUrl(region: string, systemId: string): string {
  return `${region}/metadata/latest/by-id/${systemId}/`;
}
