import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { WRITE_TOOLS } from '../commissioning/tools.js';
import { DATA_SOURCE_FILE, type DataSource, dataSourceConfig, installedDataSource } from './data-source.js';
import { shellWord } from './shell.js';

export interface InstallerFacts {
  /** The URL of the image's folder. */
  readonly imageUrl: string;
  /** The data source of the installed system. */
  readonly dataSource: DataSource;
  /** Where the installer reports a failure. */
  readonly reportTo: DataSource;
  /** The proxy for packages; null: none. */
  readonly proxy: string | null;
  /** The URL where the node reports that it is installed. */
  readonly doneUrl: string;
}

/**
 * The configuration of curtin. It lets the new system find its metadata, turns netboot off, and reboots from the disk.
 */
function curtinConfig({ proxy, doneUrl }: InstallerFacts): string {
  return stringify({
    ...(proxy && { proxy: { http_proxy: proxy, https_proxy: proxy } }),
    late_commands: {
      // Commands run in the order of their names. The file holds credentials, so it is no argument of a command.
      '10_data_source': ['sh', '-c', `install -D -m 600 "$MAAS_DATA_SOURCE" "$TARGET_MOUNT_POINT${DATA_SOURCE_FILE}"`],
      maas: ['wget', '--no-proxy', doneUrl, '--post-data', 'op=netboot_off', '-O', '/dev/null'],
    },
    power_state: { mode: 'reboot' },
  });
}

const SCRIPT = readFileSync(new URL('./curtin-install.sh', import.meta.url), 'utf8');

/** Makes the script that installs a node: curtin writes the image, in any of its forms, to the disk. */
export function curtinInstaller(facts: InstallerFacts): string {
  const values = new Map([
    ['@IMAGE@', shellWord(facts.imageUrl)],
    ['@CONFIG@', shellWord(curtinConfig(facts))],
    ['@DATASOURCE@', shellWord(installedDataSource(facts.dataSource).join('\n'))],
    ['@CREDENTIALS@', shellWord(dataSourceConfig(facts.reportTo))],
    ['@TOOLS@', WRITE_TOOLS],
  ]);
  return SCRIPT.replace(/@[A-Z]+@/g, (slot) => values.get(slot) ?? slot);
}
