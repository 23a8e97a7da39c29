import { existsSync } from 'node:fs';
import { run } from './run.js';

// What the environment says itself wins over the file.
if (existsSync('.env')) process.loadEnvFile();
process.exit(await run(process.argv.slice(2), process));
