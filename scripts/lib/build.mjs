import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { buildWeb } from './build-web.mjs';
import { bundlePrograms } from './bundle.mjs';
import { ROOT, runPackage } from './run.mjs';

/** The file with the digest of the sources of `dist/`. */
const STAMP = path.join(ROOT, 'dist/.sources');
/** The same for the web pages in `dist/web/`. */
const WEB_STAMP = path.join(ROOT, 'dist/.web-sources');

/**
 * Builds `dist/` when it is missing or built from other sources. The packages must be installed. Progress goes to
 * stderr.
 * @throws Error when the compiler finds errors
 */
export async function ensureBuilt() {
  await ensure(STAMP, ['src'], ['tsconfig.json', 'scripts/lib/bundle.mjs'], 'Building …', buildPrograms);
  await ensure(WEB_STAMP, ['web'], ['scripts/lib/build-web.mjs'], 'Building the web pages …', buildWeb);
}

/** Runs `build` unless the stamp names these sources. */
async function ensure(stamp, folders, files, progress, build) {
  const state = digest([...folders.flatMap(filesBelow), ...files, 'package-lock.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  process.stderr.write(`${progress}\n`);
  await build();
  writeFileSync(stamp, state);
}

async function buildPrograms() {
  // This removes the web pages and their stamp too.
  rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true });
  const code = await runPackage('typescript', ['--project', ROOT], { stdio: ['ignore', 2, 2] }, 'tsc');
  if (code !== 0) throw new Error(`tsc failed (exit code ${code})`);
  await copyOtherFiles(path.join(ROOT, 'dist'));
  await bundlePrograms(path.join(ROOT, 'dist'));
}

/** Copies the files of `src/` that are not compiled, and other files that the compiled code reads, to `folder`. */
export async function copyOtherFiles(folder) {
  for (const file of filesBelow('src').filter((name) => !name.endsWith('.ts'))) {
    await cp(path.join(ROOT, file), path.join(folder, path.relative('src', file)));
  }
}

/** Makes the next `ensureBuilt` build, as another program writes to `dist/`. */
export function forgetBuild() {
  rmSync(STAMP, { force: true });
}

function filesBelow(folder) {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Returns a digest of the names and contents of files. */
function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(path.join(ROOT, file)));
  return hash.digest('hex');
}
