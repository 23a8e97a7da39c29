import { readdirSync, readFileSync } from 'node:fs';
import { cloudConfig } from '../cloud-config.js';

const TOOLS = new URL('./tools/', import.meta.url);
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
 * What commissions a node, for its cloud-init (contract/nodes.md C8): a configuration, and a script that brings its own
 * tools. It knows nothing of the node, which has its credentials from its preseed.
 */
export function commissioningUserData({ proxy }: CommissioningSettings): Buffer {
  const config = cloudConfig({ ...(proxy && { apt: { proxy } }), power_state: POWER_OFF });
  const parts = [part('text/cloud-config', 'config', config), part('text/x-shellscript', 'user_data.sh', script)];
  const head = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${BOUNDARY}"\n\n`;
  return Buffer.from(`${head}${parts.join('')}--${BOUNDARY}--\n`);
}

/** A node is off when it is not used. Whoever wants to look into one that failed makes that file in time. */
const POWER_OFF = {
  delay: 'now',
  mode: 'poweroff',
  timeout: 1_800,
  condition: 'test ! -e /tmp/block-poweroff',
};

function part(type: string, name: string, text: string): string {
  const headers = [
    `Content-Type: ${type}; charset="utf-8"`,
    'MIME-Version: 1.0',
    'Content-Transfer-Encoding: 8bit',
    `Content-Disposition: attachment; filename="${name}"`,
  ];
  return `--${BOUNDARY}\n${headers.join('\n')}\n\n${text}\n`;
}

const script = SCRIPT.replace(SLOT, () => readdirSync(TOOLS).sort().map(embedded).join('\n\n'));

/** A tool as a here-document of the script, which writes it to a file. */
function embedded(name: string): string {
  return `tool ${name} << '${END}'\n${readFileSync(new URL(name, TOOLS), 'utf8')}${END}`;
}
