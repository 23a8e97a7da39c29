import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../server.js';

const DIST = path.join(ROOT, 'dist');

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
}, 120_000);

/** The file of a bundle that holds a module. The bundler names each module in a comment before its code. */
function fileWith(module: string): string {
  const files = readdirSync(path.join(DIST, 'chunks')).map((name) => path.join(DIST, 'chunks', name));
  const found = files.find((file) => readFileSync(file, 'utf8').includes(`\n// dist/${module}\n`));
  if (found === undefined) throw new Error(`no file of a bundle holds ${module}`);
  return found;
}

/** The packages whose code is loaded together with a module: `import()` loads its code later. */
function packagesWith(module: string): Set<string> {
  const files = new Set([fileWith(module)]);
  const packages = new Set<string>();
  for (const file of files) {
    const code = readFileSync(file, 'utf8');
    for (const [, name = ''] of code.matchAll(/^(?:import|export) (?:[^;"]* from )?"(\.[^"]+)"/gm)) {
      files.add(path.join(path.dirname(file), name));
    }
    for (const [, name = ''] of code.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)) packages.add(name);
  }
  return packages;
}

test('the server is loaded without packages that only jobs, drivers, imports and some operations need', () => {
  const packages = packagesWith('cli/serve/region.js');
  expect([...packages]).toEqual(expect.arrayContaining(['fastify', 'pg', 'zod']));
  const later = [
    '@xmldom/xmldom',
    'bson',
    'graphile-worker',
    'openpgp',
    'pino-pretty',
    're2js',
    'sshpk',
    'tar-stream',
    'xpath',
  ];
  expect(later.filter((name) => packages.has(name))).toEqual([]);
});

test('what an account command needs is loaded without the client of Prisma', () => {
  for (const module of ['cli/lib/open-database.js', 'db/sql-database.js', 'model/accounts/users.js']) {
    const packages = packagesWith(module);
    expect([...packages].filter((name) => name.startsWith('@prisma/'))).toEqual([]);
  }
});
