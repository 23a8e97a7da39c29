// npm test: all tests on a fresh clone; arguments go to vitest, as in `npm test -- test/model -t hostname`.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runPackage } from './lib/run.mjs';

await ensureInstalled();
// Tests of the command line run what is built.
await ensureBuilt();
process.exitCode = await runPackage('vitest', ['run', ...process.argv.slice(2)]);
