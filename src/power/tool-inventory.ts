import type { Logger } from 'pino';
import { describeMissingTool, findTool, type Tool } from '../tools.js';
import type { PowerEnvironment } from './driver/environment.js';
import { createMachine } from './driver/machine.js';
import { runTool } from './io/run-tool.js';
import { POWER_TYPES } from './registry.js';

/** A program that a power type needs, and its path. */
export interface PowerToolEntry {
  readonly type: string;
  /** Undefined: the type needs none. */
  readonly tool?: Tool;
  /** Undefined: not installed. */
  readonly file?: string;
}

/** The programs of all power types, in the order of the types. */
export async function listPowerTools(toolPath: string): Promise<PowerToolEntry[]> {
  const entries: PowerToolEntry[] = [];
  for (const { name: type, driver } of POWER_TYPES) {
    if (driver.tools.length === 0) entries.push({ type });
    for (const tool of driver.tools) {
      const file = await findTool(tool.name, toolPath);
      entries.push({ type, tool, ...(file !== undefined && { file }) });
    }
  }
  return entries;
}

const VERSION_TIMEOUT_MS = 5_000;

/** The version of a program; undefined when it prints none or fails, for example since a library is missing. */
export async function readToolVersion(tool: Tool, environment: PowerEnvironment): Promise<string | undefined> {
  const machine = createMachine(new Map(), environment, AbortSignal.timeout(VERSION_TIMEOUT_MS));
  try {
    const { exitCode, stdout, stderr } = await runTool(machine, tool, { args: tool.versionArgs });
    return exitCode === 0 ? /\d+(\.\d+)+/.exec(`${stdout}\n${stderr}`)?.[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Logs each missing program once, with the power types that need it. */
export async function warnOfMissingTools(log: Logger, { toolPath }: PowerEnvironment): Promise<void> {
  const missing = new Map<string, { tool: Tool; powerTypes: string[] }>();
  for (const { type, tool, file } of await listPowerTools(toolPath)) {
    if (!tool || file !== undefined) continue;
    const entry = missing.get(tool.name) ?? { tool, powerTypes: [] };
    entry.powerTypes.push(type);
    missing.set(tool.name, entry);
  }
  for (const { tool, powerTypes } of missing.values()) log.warn({ powerTypes }, describeMissingTool(tool));
}
