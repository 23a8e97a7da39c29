import { type PowerWorld, powerWorld } from '../../power/driver/environment.js';
import { listTools, type ToolEntry, versionOf } from '../../power/inventory.js';
import type { Context } from '../lib/command.js';

const HEAD = ['Power type', 'Tool', 'Found', 'Version'];

/** A table of the programs that power types need. That one is missing is nothing wrong: the type may not be used. */
export async function powerTools({ io }: Context): Promise<string[]> {
  const world = powerWorld({ powerTlsVerify: true, powerSshKnownHosts: undefined }, io.env.PATH);
  const rows = [HEAD, ...(await Promise.all((await listTools(world.toolPath)).map((entry) => row(entry, world))))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

async function row({ type, tool, file }: ToolEntry, world: PowerWorld): Promise<string[]> {
  if (!tool) return [type, 'none needed', '', ''];
  if (file === undefined) return [type, tool.name, `MISSING: apt-get install ${tool.debianPackage}`, ''];
  return [type, tool.name, file, (await versionOf(tool, world)) ?? `does not tell; see package ${tool.debianPackage}`];
}
