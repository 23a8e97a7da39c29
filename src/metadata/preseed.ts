import type { ApiKey } from '../model/accounts/keys.js';
import type { BootingNode } from '../model/nodes/netboot.js';
import { Status } from '../model/nodes/status.js';

/**
 * The cloud-config by which a node finds its metadata service (contract/nodes.md C7). A node that is commissioned and
 * one that is installed read different trees. Values are JSON texts, which YAML reads as they are.
 * @param region the URL of the region as the node reaches it, without a slash at its end
 */
export function datasourcePreseed(node: BootingNode, key: ApiKey, region: string): string {
  const tree = node.status === Status.COMMISSIONING ? 'metadata/' : 'metadata/curtin';
  return `#cloud-config
datasource:
  MAAS:
    metadata_url: ${JSON.stringify(`${region}/${tree}`)}
    consumer_key: ${JSON.stringify(key.consumerKey)}
    token_key: ${JSON.stringify(key.tokenKey)}
    token_secret: ${JSON.stringify(key.tokenSecret)}
`;
}
