import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ROOT } from './citations.js';

const Packages = z.record(z.string(), z.string());
const Manifest = z.object({ dependencies: Packages, devDependencies: Packages });

const manifest = Manifest.parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
const document = readFileSync(path.join(ROOT, 'docs/dependencies.md'), 'utf8');

test('docs/dependencies.md lists the packages of package.json and no others', () => {
  const listed = [...document.matchAll(/\*\*(@?[\w./-]+)\*\*(?=[,:])/g)].map(([, name = '']) => name);
  const needed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
  expect(listed.sort()).toEqual(needed.sort());
});
