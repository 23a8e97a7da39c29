import { readFileSync } from 'node:fs';
import { TOOLS } from '../commissioning/tools.js';
import { cloudConfig, POWER_OFF } from '../payload/cloud-config.js';
import type { Script } from '../payload/scripts-archive.js';

/** Where the machine keeps what it runs; in the path. */
const FOLDER = '/usr/local/bin';
const PROGRAM = 'maas-enlist';
const program = { name: PROGRAM, content: readFileSync(new URL(`./${PROGRAM}`, import.meta.url)) };

/** What a machine needs to be enlisted. */
export interface EnlistmentSettings {
  /** The URL of the region as the machine reaches it, without a slash at its end. */
  readonly region: string;
  /** For its packages; null: none. */
  readonly proxy: string | null;
}

/**
 * The cloud-config by which a machine that the region does not know yet finds what it is to do
 * (docs/contract/nodes.md C7).
 * @param region the URL of the region as the machine reaches it, without a slash at its end
 */
export function enlistPreseed(region: string): string {
  return cloudConfig({
    datasource: { MAAS: { timeout: 50, max_wait: 120, metadata_url: `${region}/metadata/enlist` } },
  });
}

/** The cloud-config by which the machine enlists itself, with its BMC where it has one, and goes off again. */
export function enlistUserData({ region, proxy }: EnlistmentSettings): string {
  return cloudConfig({
    ...(proxy && { apt: { proxy } }),
    package_update: true,
    packages: ['freeipmi-tools', 'ipmitool'],
    write_files: [...TOOLS, program].map(file),
    runcmd: [[PROGRAM, region]],
    power_state: POWER_OFF,
  });
}

function file({ name, content }: Script) {
  return { path: `${FOLDER}/${name}`, permissions: '0755', content: Buffer.from(content).toString() };
}
