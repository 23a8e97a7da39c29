import type { Script } from '../payload/scripts-archive.js';
import { filesOf } from './files.js';

/** The programs with which a machine talks to the region and finds its BMC: the files in `tools/`. */
export const TOOLS: readonly Script[] = filesOf('tools');

const END = 'END_OF_TOOL';

/** Shell code that writes the tools to executable files in the folder `$WORK/bin`. */
export const WRITE_TOOLS = [
  `# Writes standard input to an executable file in the PATH.
tool() {
    cat > "$WORK/bin/$1"
    chmod 755 "$WORK/bin/$1"
}`,
  ...TOOLS.map(({ name, content }) => `tool ${name} << '${END}'\n${content}${END}`),
].join('\n\n');
