import { readFileSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { cloudConfig, POWER_OFF } from '../payload/cloud-config.js';
import { WRITE_TOOLS } from './tools.js';

const SCRIPT = readFileSync(new URL('./user_data.sh', import.meta.url), 'utf8');
const SLOT = '@TOOLS@';
const BOUNDARY = 'maas-commissioning';

/** The settings that a commissioning node uses. */
export interface CommissioningSettings {
  /** The proxy for packages; null: none. */
  readonly proxy: string | null;
}

/** The user data by proxy. A thousand nodes that boot at once share one copy. */
const made = new LRUCache<string, Buffer>({ max: 10 });

/**
 * Makes the user data by which cloud-init commissions a node (docs/contract/nodes.md C8): a configuration, and a script
 * with its tools. It is the same for all nodes, as a node gets its credentials from its preseed.
 */
export function commissioningUserData({ proxy }: CommissioningSettings): Buffer {
  const key = proxy ?? '';
  const userData = made.get(key) ?? makeUserData(proxy);
  made.set(key, userData);
  return userData;
}

function makeUserData(proxy: string | null): Buffer {
  const config = cloudConfig({ ...(proxy && { apt: { proxy } }), power_state: POWER_OFF });
  const parts = [part('text/cloud-config', 'config', config), part('text/x-shellscript', 'user_data.sh', script)];
  const head = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${BOUNDARY}"\n\n`;
  return Buffer.from(`${head}${parts.join('')}--${BOUNDARY}--\n`);
}

function part(type: string, name: string, text: string): string {
  const headers = [
    `Content-Type: ${type}; charset="utf-8"`,
    'MIME-Version: 1.0',
    'Content-Transfer-Encoding: 8bit',
    `Content-Disposition: attachment; filename="${name}"`,
  ];
  return `--${BOUNDARY}\n${headers.join('\n')}\n\n${text}\n`;
}

const script = SCRIPT.replace(SLOT, () => WRITE_TOOLS);
