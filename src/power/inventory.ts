import type { Logger } from 'pino';
import type { PowerWorld } from './driver/environment.js';
import { machineOf } from './driver/machine.js';
import { findTool, missingMessage, type Tool } from './driver/tools.js';
import { runTool } from './io/run-tool.js';
import { POWER_TYPES } from './registry.js';

/** A program that a power type needs, and where it is. */
export interface ToolEntry {
  readonly type: string;
  /** Undefined: the type needs none. */
  readonly tool?: Tool;
  /** Undefined: not installed. */
  readonly file?: string;
}

/** The programs of all power types, in the order of the types. */
export async function listTools(toolPath: string): Promise<ToolEntry[]> {
  const entries: ToolEntry[] = [];
  for (const { name: type, driver } of POWER_TYPES) {
    if (driver.tools.length === 0) entries.push({ type });
    for (const tool of driver.tools) {
      const file = await findTool(tool.name, toolPath);
      entries.push({ type, tool, ...(file !== undefined && { file }) });
    }
  }
  return entries;
}

const VERSION_MS = 5_000;

/** What a program calls its version; undefined when it does not say, as one that is half installed. */
export async function versionOf(tool: Tool, world: PowerWorld): Promise<string | undefined> {
  const machine = machineOf(new Map(), world, AbortSignal.timeout(VERSION_MS));
  try {
    const { exitCode, stdout, stderr } = await runTool(machine, tool, { args: tool.versionArgs });
    return exitCode === 0 ? /\d+(\.\d+)+/.exec(`${stdout}\n${stderr}`)?.[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Says in the log, once for each, which programs are missing. */
export async function warnOfMissingTools(log: Logger, { toolPath }: PowerWorld): Promise<void> {
  const missing = new Map<string, { tool: Tool; powerTypes: string[] }>();
  for (const { type, tool, file } of await listTools(toolPath)) {
    if (!tool || file !== undefined) continue;
    const entry = missing.get(tool.name) ?? { tool, powerTypes: [] };
    entry.powerTypes.push(type);
    missing.set(tool.name, entry);
  }
  for (const { tool, powerTypes } of missing.values()) log.warn({ powerTypes }, missingMessage(tool));
}
