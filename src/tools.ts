import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** A program of the operating system that this one runs. */
export interface Tool {
  readonly name: string;
  /** The Debian package that contains it. */
  readonly debianPackage: string;
  /** The arguments that make it print its version. */
  readonly versionArgs: readonly string[];
}

/** The path of a program; undefined when it is not installed. @param toolPath folders, as in PATH */
export async function findTool(name: string, toolPath: string): Promise<string | undefined> {
  for (const folder of toolPath.split(path.delimiter).filter(path.isAbsolute)) {
    const file = path.join(folder, name);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

export function describeMissingTool({ name, debianPackage }: Tool): string {
  return `${name} is not installed; it is in the Debian package ${debianPackage}.`;
}
