// npm run bench: measures the hot paths and their floors. `npm run bench -- node-list` runs only that benchmark.
import path from 'node:path';
import { copyOtherFiles, ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT, run, runPackage } from './lib/run.mjs';

await ensureInstalled();
// The benchmarks run the built region.
await ensureBuilt();
process.exitCode = await runPackage('typescript', ['--project', path.join(ROOT, 'bench')], {}, 'tsc');
if (process.exitCode === 0) {
  await copyOtherFiles(path.join(ROOT, 'dist-bench/src'));
  process.exitCode = await run(process.execPath, ['dist-bench/bench/main.js', ...process.argv.slice(2)]);
}
