import { stringify } from 'yaml';

/**
 * The cloud-config by which a machine that the region does not know yet finds what it is to do (contract/nodes.md C7).
 * @param region the URL of the region as the machine reaches it, without a slash at its end
 */
export function enlistPreseed(region: string): string {
  return `#cloud-config\n${stringify({
    datasource: { MAAS: { timeout: 50, max_wait: 120, metadata_url: `${region}/metadata/enlist` } },
  })}`;
}

/** The cloud-config by which the machine enlists itself. @param region as for the preseed */
export function enlistUserData(region: string): string {
  return `#cloud-config\n# ${region}\n`;
}
