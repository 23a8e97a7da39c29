import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS, ROOT, type Server, startServer } from '../cli/server.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const OPERATIONS = readFileSync(path.join(ROOT, 'docs/operations.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'maas-readme-'));

let fresh: TestDatabase;
let server: Server;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  fresh = await freshDatabase(1);
  env = { DATABASE_URL: fresh.url, MAAS_DATA_DIR: folder, LOG_LEVEL: 'silent', WORKERS: '1' };
  server = await startServer(env);
}, 120_000);

afterAll(async () => {
  await server.end('SIGTERM');
  await fresh[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The code blocks of a text for shells, as one script. */
function codeIn(text: string): string {
  return [...text.matchAll(/^ *```(?:ba)?sh\n(.*?)^ *```$/gms)].map(([, code]) => code).join('\n');
}

function codeOf(title: string): string {
  return codeIn(new RegExp(`^## ${title}\\n(.*?)^## `, 'ms').exec(README)?.[1] ?? '');
}

/** Runs a script of the README as it is, but for the address and the data folder of this test. */
async function runBlocks(script: string): Promise<string> {
  const adapted = script
    .replaceAll('http://127.0.0.1:5240/MAAS', server.url.replace(/\/$/, ''))
    .replaceAll('data/admin-api-key', path.join(folder, 'admin-api-key'));
  const options = { cwd: ROOT, env: { ...process.env, ...env } };
  return (await promisify(execFile)('bash', ['-euc', adapted], options)).stdout;
}

test('the first session of the README works as written, up to the acquisition of a node that is not ready', async () => {
  const script = codeOf('First session with curl');
  const output = await runBlocks(script);
  expect(output).toContain('"name": "rack-1"');
  expect(output).toContain('"hostname": "first');
  expect(script.trimEnd().split('\n').at(-1)).toContain('op=acquire');
  // The machine of the example never boots, so the last call is refused.
  expect(output.trimEnd().split('\n').at(-1)).toMatch(/^No node is ready\.$/);
});

test('the commands of the quick start work as written', async () => {
  const script = codeOf('Quick start')
    .replace(/^npm start$/m, '')
    .replace(/^(bin\/maas-region createuser .*?) +#.*$/m, '$1 --password secret');
  expect(await runBlocks(script)).toMatch(/^\w{18}:\w{18}:\w{32}$/m);
});

test.each([
  ['README.md', codeIn(README)],
  ['docs/operations.md', codeIn(OPERATIONS)],
])('%s uses only commands that exist, and the profile that it makes', (_file, text) => {
  const commands = [...text.matchAll(/^ *(?:bin\/)?maas-region (\S+)/gm)].map(([, command = '']) => command);
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.filter((command) => command !== '--help' && !COMMANDS.includes(command))).toEqual([]);
  const profiles = [...text.matchAll(/^ *maas (?!login)(\S+)/gm)].map(([, profile]) => profile);
  expect(new Set(profiles)).toEqual(new Set(['region']));
  expect(text).not.toMatch(/^ *(function )?maas *\(\)/m);
});

test('the README calls the program by its path, as it is not on the PATH of a clone', () => {
  expect(README).toMatch(/`npm link` puts `maas-region` on your `PATH`/);
  expect(codeIn(README)).not.toMatch(/^ *maas-region /m);
  expect(codeIn(README)).toMatch(/^maas login region /m);
});
