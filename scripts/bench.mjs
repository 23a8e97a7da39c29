// npm run bench -- [--base COMMIT] [benchmark …]: measures the hot paths and their floors. With --base, some benchmarks
// compare this build with that of another commit.
import { parseArgs } from 'node:util';
import { runBench } from './lib/bench.mjs';
import { capture, withCheckout } from './lib/checkout.mjs';

const COPY = `import { copyOtherFiles } from './scripts/lib/build.mjs'; await copyOtherFiles('dist-bench/src');`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { base: { type: 'string' } } });
process.exitCode = await (values.base === undefined ? measure() : withCheckout(values.base, measureBeside));

async function measureBeside(checkout) {
  await capture(process.execPath, ['scripts/build.mjs'], checkout);
  await capture('npx', ['tsc', '--project', 'bench'], checkout);
  await capture(process.execPath, ['--input-type=module', '--eval', COPY], checkout);
  return measure('--base', checkout);
}

function measure(...options) {
  return runBench('main.js', [...options, ...positionals]);
}
