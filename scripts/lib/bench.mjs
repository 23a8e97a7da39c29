import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { copyOtherFiles, ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { ROOT, run, runPackage } from './run.mjs';

/** Builds the region and the programs below `bench/`, and runs one of them. @returns its exit code */
export async function runBench(program, args) {
  await ensureInstalled();
  // The benchmarks run the built region.
  await ensureBuilt();
  const code = await runPackage('typescript', ['--project', path.join(ROOT, 'bench')], {}, 'tsc');
  if (code !== 0) return code;
  await copyOtherFiles(path.join(ROOT, 'dist-bench/src'));
  // The version of the region is read from beside `src/`.
  await copyFile(path.join(ROOT, 'package.json'), path.join(ROOT, 'dist-bench/package.json'));
  return run(process.execPath, [path.join('dist-bench/bench', program), ...args]);
}
