// npm run dev: serves, and rebuilds and restarts on every change of a source file.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { run, runPackage } from './lib/run.mjs';

await ensureInstalled();
await ensureBuilt();
await Promise.all([
  runPackage('typescript', ['--watch', '--preserveWatchOutput'], {}, 'tsc'),
  run(process.execPath, ['--watch', '--watch-preserve-output', 'dist/cli/main.js', 'serve']),
]);
