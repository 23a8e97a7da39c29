// npm start: installs and builds what is missing, then serves in this process, so that signals reach the region.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';

await ensureInstalled();
await ensureBuilt();
process.argv.splice(2, 0, 'serve');
await import('../dist/cli/main.js');
