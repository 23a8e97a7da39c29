import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tolerateClosedOutput } from './lib/closed-output.js';
import { run } from './run.js';

let failure: Error | undefined;
tolerateClosedOutput([process.stdout, process.stderr], (error) => {
  failure = error;
});
// Variables of the environment take precedence over the file.
if (existsSync('.env')) process.loadEnvFile();
const code = await run(process.argv.slice(2), process);
// Streams report a failed write a moment later.
await nextTurn();
if (failure) process.stderr.write(`maas-region: The output cannot be written: ${failure.message}\n`);
process.exit(failure ? 1 : code);
