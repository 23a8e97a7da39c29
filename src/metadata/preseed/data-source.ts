import type { ApiKey } from '../../model/accounts/keys.js';
import { cloudConfig } from '../payload/cloud-config.js';

/** The metadata URL of a node, and the API key with which the node signs. */
export interface DataSource {
  readonly metadataUrl: string;
  readonly key: ApiKey;
}

/** Makes a cloud-config by which a node finds its metadata. */
export function dataSourceConfig(source: DataSource): string {
  return cloudConfig({ datasource: maas(source) });
}

function maas({ metadataUrl, key }: DataSource) {
  return {
    MAAS: {
      metadata_url: metadataUrl,
      consumer_key: key.consumerKey,
      token_key: key.tokenKey,
      token_secret: key.tokenSecret,
    },
  };
}

/** Where the cloud-init of an installed system finds its data source, below its root. */
export const DATA_SOURCE_FILE = '/etc/cloud/cloud.cfg.d/91_maas.cfg';

/**
 * The configuration by which the cloud-init of an installed system finds the node's metadata, in lines.
 * Answers to debconf would do on Ubuntu, but the cloud-init package of Debian 12 fails to be configured with them: it runs
 * Python 2. The name of the file puts it behind the list of data sources that the package writes. At boot, ds-identify
 * finds the list only as a line of its own, and disables cloud-init without it.
 */
export function installedDataSource(source: DataSource): string[] {
  return ['datasource_list: [ MAAS ]', `datasource: ${JSON.stringify(maas(source))}`, 'manage_etc_hosts: true'];
}
