import type { Script } from '../payload/scripts-archive.js';
import { filesOf } from './files.js';

const SCRIPTS = filesOf('scripts');

/** The scripts that every commissioning node runs: the files in `scripts/`, in the order of their names. */
export function builtInScripts(): readonly Script[] {
  return SCRIPTS;
}
