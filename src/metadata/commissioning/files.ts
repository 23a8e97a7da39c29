import { readdirSync, readFileSync } from 'node:fs';
import type { Script } from '../payload/scripts-archive.js';

/** The files of a folder beside this module, in the order of their names. */
export function filesOf(folder: string): readonly Script[] {
  const url = new URL(`./${folder}/`, import.meta.url);
  // Python leaves a folder beside a module that somebody runs here.
  return readdirSync(url, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({ name, content: readFileSync(new URL(name, url)) }));
}
