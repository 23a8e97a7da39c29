import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { PowerActionError, PowerConnError, PowerToolError } from '../../../src/power/driver/errors.js';
import { createMachine } from '../../../src/power/driver/machine.js';
import { describeToolFailure, runTool, SECRET_FILE, type ToolInvocation } from '../../../src/power/io/run-tool.js';
import type { Tool } from '../../../src/tools.js';
import { eventually } from '../../support/eventually.js';
import { isRunning, processesWith } from '../../support/processes.js';
import { environmentWith } from '../support.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'maas-region-run-tool-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a shell script as the program of a driver. */
async function run(script: string, given: Partial<ToolInvocation> = {}, signal = new AbortController().signal) {
  const tool: Tool = { name: `tool-${Math.random()}`, debianPackage: 'nothing', versionArgs: [] };
  const file = path.join(folder, tool.name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  const environment = environmentWith({ toolPath: `${folder}:/usr/bin:/bin` });
  return runTool(createMachine(new Map(), environment, signal), tool, { args: [], ...given });
}

test('run passes arguments unchanged, also those with a meaning in shells', async () => {
  const args = ['$(id)', '`id`', '; id', '*', '', 'a b', "'", '"'];
  const { stdout } = await run('for word in "$@"; do echo "[$word]"; done', { args });
  expect(stdout).toBe(args.map((word) => `[${word}]\n`).join(''));
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test('run passes only the necessary environment, with the C locale', async () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://canary').stubEnv('XDG_RUNTIME_DIR', '/r').stubEnv('SSH_AUTH_SOCK', '/s');
  const { stdout } = await run('env', { env: { EXTRA: 'given' } });
  expect(stdout).toMatch(/^XDG_RUNTIME_DIR=\/r$/m);
  const names = stdout.split('\n').flatMap((line) => line.split('=')[0] || []);
  expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual([
    'EXTRA',
    'HOME',
    'LC_ALL',
    'PATH',
    'SSH_AUTH_SOCK',
    'XDG_RUNTIME_DIR',
  ]);
});

test('run with a secret passes it by a file without a name', async () => {
  const { stdout } = await run(`cat ${SECRET_FILE}; readlink ${SECRET_FILE}`, { args: [], secret: 'canary\n' });
  expect(stdout).toMatch(/^canary\n.*\(deleted\)\n$/);
});

test('run without input ends the standard input, with input passes it', async () => {
  expect((await run('cat')).stdout).toBe('');
  expect((await run('cat', { input: 'y\ny\n' })).stdout).toBe('y\ny\n');
});

test('run of a program that does not read its input returns its exit code', async () => {
  const { exitCode } = await run('exit 3', { input: 'y\n'.repeat(100_000) });
  expect(exitCode).toBe(3);
});

test('run returns both outputs and the exit code', async () => {
  const result = await run('echo out; echo err >&2; exit 7');
  expect(result).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exitCode: 7 });
  expect(describeToolFailure(result)).toBe('err out');
  expect(describeToolFailure(await run('exit 9'))).toBe('ended with exit code 9');
});

test('run beyond the timeout kills the program with its children', async () => {
  const started = performance.now();
  const stopped = run('sleep 3571 & sleep 3571', {}, AbortSignal.timeout(300));
  await expect(stopped).rejects.toThrow(PowerConnError);
  expect(performance.now() - started).toBeLessThan(5_000);
  await eventually(async () => expect(await processesWith('sleep\u00003571')).toEqual([]));
});

test('run of a program that leaves processes behind kills them and returns', async () => {
  const { stdout } = await run('sleep 3572 & echo $!');
  await eventually(() => expect(isRunning(Number(stdout))).toBe(false));
});

test('run of a program with endless output kills it', async () => {
  const failed = run('yes');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('said too much');
});

test('run of a missing program names its package', async () => {
  const tool: Tool = { name: 'no-such-tool', debianPackage: 'some-package', versionArgs: [] };
  const machine = createMachine(new Map(), environmentWith({ toolPath: folder }), new AbortController().signal);
  const failed = runTool(machine, tool, { args: [] });
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('no-such-tool is not installed; it is in the Debian package some-package.');
});
