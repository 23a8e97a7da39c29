// npm run check: lint, format, types and unused code of everything.
import { ensureInstalled } from './lib/install.mjs';
import { runPackage } from './lib/run.mjs';

await ensureInstalled();
const codes = [
  await runPackage('@biomejs/biome', ['check', '--error-on-warnings']),
  await runPackage('typescript', ['--noEmit', '--project', 'tsconfig.json'], {}, 'tsc'),
  await runPackage('typescript', ['--noEmit', '--project', 'test/tsconfig.json'], {}, 'tsc'),
  await runPackage('typescript', ['--noEmit', '--project', 'web/tsconfig.json'], {}, 'tsc'),
  await runPackage('knip', []),
];
process.exitCode = Math.max(...codes);
