import { existsSync } from 'node:fs';
import { run } from './run.js';

// Variables of the environment take precedence over the file.
if (existsSync('.env')) process.loadEnvFile();
process.exit(await run(process.argv.slice(2), process));
