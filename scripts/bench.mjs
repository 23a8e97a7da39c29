// npm run bench: measures the hot paths and their floors. `npm run bench -- node-list` runs only that benchmark.
import { runBench } from './lib/bench.mjs';

process.exitCode = await runBench('main.js', process.argv.slice(2));
