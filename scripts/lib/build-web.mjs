import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { ROOT } from './run.mjs';

const COMPRESSIBLE = /\.(js|css|svg)$/;
/** Smaller files gain nothing. */
const FROM_BYTES = 1_000;

/**
 * Builds the web pages from `web/` to `dist/web/`. Beside each file that compression makes smaller are its compressed
 * forms, so that the region compresses nothing while it serves them.
 */
export async function buildWeb() {
  // This file is imported before the packages are installed.
  const { build } = await import('vite');
  await build({ configFile: path.join(ROOT, 'web/vite.config.mjs'), logLevel: 'error' });
  const assets = path.join(ROOT, 'dist/web/assets');
  const names = readdirSync(assets).filter((name) => COMPRESSIBLE.test(name));
  await Promise.all(names.map((name) => compressBeside(path.join(assets, name))));
}

async function compressBeside(file) {
  const content = await readFile(file);
  if (content.length < FROM_BYTES) return;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(content, { params }));
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
}
