import { readFileSync } from 'node:fs';
import { TOOLS } from '../commissioning/tools.js';
import { cloudConfig, POWER_OFF } from '../payload/cloud-config.js';
import type { Script } from '../payload/scripts-archive.js';

/** The folder of the tools on the machine. It is in the PATH. */
const FOLDER = '/usr/local/bin';
const PROGRAM = 'maas-enlist';
const program = { name: PROGRAM, content: readFileSync(new URL(`./${PROGRAM}`, import.meta.url)) };

/** The settings that an enlisting machine uses. */
export interface EnlistmentSettings {
  /** The URL by which the machine reaches the region, without a slash at its end. */
  readonly region: string;
  /** The proxy for packages; null: none. */
  readonly proxy: string | null;
  /** MAC addresses, or first bytes of such, that the machine leaves out. */
  readonly ignoredMacs: readonly string[];
}

/**
 * Makes the cloud-config by which an unknown machine finds the metadata for enlistment (docs/contract/nodes.md C7).
 * @param region the URL by which the machine reaches the region, without a slash at its end
 */
export function enlistPreseed(region: string): string {
  return cloudConfig({
    datasource: { MAAS: { timeout: 50, max_wait: 120, metadata_url: `${region}/metadata/enlist` } },
  });
}

/** Makes the cloud-config by which the machine enlists itself, with its BMC if it has one, and powers itself off. */
export function enlistUserData({ region, proxy, ignoredMacs }: EnlistmentSettings): string {
  return cloudConfig({
    ...(proxy && { apt: { proxy } }),
    package_update: true,
    packages: ['freeipmi-tools', 'ipmitool'],
    write_files: [...TOOLS, program].map(file),
    runcmd: [[PROGRAM, region, ...ignoredMacs]],
    power_state: POWER_OFF,
  });
}

function file({ name, content }: Script) {
  return { path: `${FOLDER}/${name}`, permissions: '0755', content: Buffer.from(content).toString() };
}
