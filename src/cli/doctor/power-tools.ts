import { networkList } from '../../network-list.js';
import { type PowerEnvironment, readPowerEnvironment } from '../../power/driver/environment.js';
import { listPowerTools, type PowerToolEntry, readToolVersion } from '../../power/tool-inventory.js';
import type { Context } from '../lib/command.js';

/** The look-up of programs depends on none of them. */
const NO_SETTINGS = { powerTlsVerify: true, powerSshKnownHosts: undefined, powerWebhookAllow: networkList([]) };
const HEAD = ['Power type', 'Tool', 'Found', 'Version'];

/** Makes a table of the programs that power types need. A missing program is no problem, as its type may be unused. */
export async function powerTools({ io }: Context): Promise<string[]> {
  const environment = readPowerEnvironment(NO_SETTINGS, io.env.PATH);
  const rows = [
    HEAD,
    ...(await Promise.all((await listPowerTools(environment.toolPath)).map((entry) => row(entry, environment)))),
  ];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

async function row({ type, tool, file }: PowerToolEntry, environment: PowerEnvironment): Promise<string[]> {
  if (!tool) return [type, 'none needed', '', ''];
  if (file === undefined) return [type, tool.name, `MISSING: apt-get install ${tool.debianPackage}`, ''];
  return [
    type,
    tool.name,
    file,
    (await readToolVersion(tool, environment)) ?? `unknown; see package ${tool.debianPackage}`,
  ];
}
