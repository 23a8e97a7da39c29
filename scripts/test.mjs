// npm test: runs all tests, also on a new clone. Arguments go to vitest, as in `npm test -- test/model -t hostname`.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runPackage } from './lib/run.mjs';

await ensureInstalled();
// Tests of the command line run the built program.
await ensureBuilt();
process.exitCode = await runPackage('vitest', ['run', ...process.argv.slice(2)]);
