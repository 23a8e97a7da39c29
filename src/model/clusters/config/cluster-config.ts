import { createHash } from 'node:crypto';
import type { Db } from '../../../db/database.js';
import { Folders } from '../../../images/folders.js';
import { type PublishedImage, readPublished } from '../../../images/published.js';
import { getConfigs } from '../../configuration/configuration.js';
import type { Cluster } from '../cluster.js';
import { type ADDRESS_NAMES, byAddress, type InterfaceSettings } from '../interfaces/fields.js';
import { listInterfaces } from '../interfaces/interfaces.js';
import { type ClusterHost, listHosts } from './hosts.js';

/** All that a cluster needs to serve its machines. Texts that are not set are empty. */
export interface ClusterConfig {
  /** A digest of all the rest. */
  readonly version: string;
  readonly uuid: string;
  /** The DNS zone of its machines. */
  readonly name: string;
  readonly maas_url: string;
  readonly ntp_server: string;
  readonly upstream_dns: string;
  readonly http_proxy: string;
  readonly interfaces: readonly ConfigInterface[];
  readonly hosts: readonly ClusterHost[];
  readonly images: readonly PublishedImage[];
}

type ConfigInterface = Pick<InterfaceSettings, 'interface' | 'ip' | 'management'> & {
  readonly [Name in (typeof ADDRESS_NAMES)[number]]: string;
};

const CONFIG_NAMES = ['ntp_server', 'upstream_dns', 'http_proxy'] as const;

/**
 * Reads the configuration of a cluster.
 * @param imagesDir the folder of images
 * @param regionUrl the URL by which the cluster and its machines reach the region
 */
export async function readClusterConfig(
  db: Db,
  { id, uuid, name }: Pick<Cluster, 'id' | 'uuid' | 'name'>,
  imagesDir: string,
  regionUrl: string,
): Promise<ClusterConfig> {
  const [items, interfaces, hosts, images] = await Promise.all([
    getConfigs(db, CONFIG_NAMES),
    listInterfaces(db, id),
    listHosts(db, id),
    readPublished(new Folders(imagesDir), uuid),
  ]);
  const config = {
    uuid,
    name,
    maas_url: regionUrl,
    ntp_server: items.ntp_server,
    upstream_dns: items.upstream_dns ?? '',
    http_proxy: items.http_proxy ?? '',
    interfaces: interfaces.map(configInterface),
    hosts,
    images,
  };
  return { version: createHash('sha256').update(JSON.stringify(config)).digest('hex'), ...config };
}

function configInterface(settings: InterfaceSettings): ConfigInterface {
  const { interface: name, ip, management } = settings;
  return { interface: name, ip, management, ...byAddress((address) => settings[address] ?? '') };
}
