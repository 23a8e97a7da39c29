// npm run check: lint, format and types of everything.
import { ensureInstalled } from './lib/install.mjs';
import { runPackage } from './lib/run.mjs';

await ensureInstalled();
const codes = [
  await runPackage('@biomejs/biome', ['check', '--error-on-warnings']),
  await runPackage('typescript', ['--noEmit', '--project', 'tsconfig.json'], {}, 'tsc'),
  await runPackage('typescript', ['--noEmit', '--project', 'test/tsconfig.json'], {}, 'tsc'),
];
process.exitCode = Math.max(...codes);
