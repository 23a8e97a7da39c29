import { readFileSync } from 'node:fs';
import { cloudConfig, POWER_OFF } from '../payload/cloud-config.js';
import type { Script } from '../payload/scripts-archive.js';
import { TOOLS } from './tools.js';

const SCRIPT = readFileSync(new URL('./user_data.sh', import.meta.url), 'utf8');
const SLOT = '@TOOLS@';
const END = 'END_OF_TOOL';
const BOUNDARY = 'maas-commissioning';

/** How a node reaches what it needs to be commissioned. */
export interface CommissioningSettings {
  /** For its packages; null: none. */
  readonly proxy: string | null;
}

/**
 * What commissions a node, for its cloud-init (docs/contract/nodes.md C8): a configuration, and a script that brings
 * its own tools. It knows nothing of the node, which has its credentials from its preseed.
 */
export function commissioningUserData({ proxy }: CommissioningSettings): Buffer {
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

const script = SCRIPT.replace(SLOT, () => TOOLS.map(embedded).join('\n\n'));

/** A tool as a here-document of the script, which writes it to a file. */
function embedded({ name, content }: Script): string {
  return `tool ${name} << '${END}'\n${content}${END}`;
}
