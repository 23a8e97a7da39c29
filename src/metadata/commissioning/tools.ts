import type { Script } from '../payload/scripts-archive.js';
import { filesOf } from './files.js';

/** The programs with which a machine talks to the region and finds its BMC: the files in `tools/`. */
export const TOOLS: readonly Script[] = filesOf('tools');
