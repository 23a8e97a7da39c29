// npm run soak: works on two region processes for 10 minutes. `npm run soak -- 60` works for 60 seconds.
import { runBench } from './lib/bench.mjs';

process.exitCode = await runBench('soak.js', process.argv.slice(2));
