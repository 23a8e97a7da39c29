import type { ApiKey } from '../../model/accounts/keys.js';
import { cloudConfig } from '../payload/cloud-config.js';

/** The metadata URL of a node, and the API key with which the node signs. */
export interface DataSource {
  readonly metadataUrl: string;
  readonly key: ApiKey;
}

/** Makes a cloud-config by which a node finds its metadata. */
export function dataSourceConfig({ metadataUrl, key }: DataSource): string {
  return cloudConfig({
    datasource: {
      MAAS: {
        metadata_url: metadataUrl,
        consumer_key: key.consumerKey,
        token_key: key.tokenKey,
        token_secret: key.tokenSecret,
      },
    },
  });
}

/** Makes one line for debconf-set-selections that answers a question of a package. Any value stays on one line. */
export function answer(owner: string, question: string, type: string, value: string): string {
  // A backslash at the end would join this line with the next one.
  const line = value.replace(/\p{C}/gu, ' ').replace(/\\+\s*$/, '');
  return `${owner} ${question} ${type} ${line}`.trimEnd();
}

/** The debconf answers by which the cloud-init of an installed system finds the node's metadata. */
export function cloudInitAnswers({ metadataUrl, key }: DataSource): string[] {
  const credentials = new URLSearchParams({
    oauth_consumer_key: key.consumerKey,
    oauth_token_key: key.tokenKey,
    oauth_token_secret: key.tokenSecret,
  });
  return [
    answer('cloud-init', 'cloud-init/datasources', 'multiselect', 'MAAS'),
    answer('cloud-init', 'cloud-init/maas-metadata-url', 'string', metadataUrl),
    answer('cloud-init', 'cloud-init/maas-metadata-credentials', 'string', credentials.toString()),
    answer('cloud-init', 'cloud-init/local-cloud-config', 'string', JSON.stringify({ manage_etc_hosts: true })),
  ];
}
