import { readdirSync, readFileSync } from 'node:fs';
import type { Script } from '../scripts-archive.js';

const FOLDER = new URL('./scripts/', import.meta.url);

const SCRIPTS = readdirSync(FOLDER)
  .sort()
  .map((name) => ({ name, content: readFileSync(new URL(name, FOLDER)) }));

/** The scripts that every node runs which is commissioned: the files in `scripts/`, in the order of their names. */
export function builtInScripts(): readonly Script[] {
  return SCRIPTS;
}
