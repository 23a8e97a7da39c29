// npm run screenshots [-- FOLDER]: writes pictures of each page, in two sizes and both themes, to docs/images/. The tests of
// the looks of pages take them, of a region with generated content. Needs Chromium, and pngquant for small files.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT, run, runPackage } from './lib/run.mjs';

const TESTS = ['test/web/pages.test.ts', 'test/web/region-looks.test.ts', '--testNamePattern', 'fits|sign-in page'];
/** Colours of a picture. More make the files larger, and look the same. */
const COLOURS = 64;

const folder = path.resolve(ROOT, process.argv[2] ?? 'docs/images');
await ensureInstalled();
await ensureBuilt();
process.exitCode =
  (await runPackage('vitest', ['run', ...TESTS], { env: { ...process.env, WEB_PICTURES: folder } })) ||
  (await shrink());

/** Gives the pictures palettes. */
function shrink() {
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.png'));
  const files = pictures.map((name) => path.join(folder, name));
  return run('pngquant', ['--force', '--skip-if-larger', '--strip', '--ext', '.png', String(COLOURS), '--', ...files]);
}
