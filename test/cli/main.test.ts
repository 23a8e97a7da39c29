import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../support/database.js';
import { BIN, COMMANDS, maas, ROOT } from './server.js';

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
}, 120_000);

/** Command lines that need neither a database nor settings. */
const QUICK = [['--help'], ['--version'], ['no-such-command'], ...COMMANDS.map((name) => [name, '--help'])];

/** Prints the CPU time of a process, in microseconds, as the last line of its stderr. */
const PROBE = `data:text/javascript,process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(2, '\\n' + (user + system));
})`.replace('require(', 'process.getBuiltinModule(');

async function cpuTime(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--import', PROBE, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return Number((await text(child.stderr)).trimEnd().split('\n').at(-1));
}

async function leastCpuTime(args: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) times.push(await cpuTime(args));
  return Math.min(...times);
}

test('--version prints the version of package.json', async () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
  expect(await maas({}, '--version')).toBe(`${version}\n`);
});

test('--help, --version and wrong usage take less than three times the CPU time of an empty Node', async () => {
  const floor = await leastCpuTime(['-e', '0']);
  expect(floor).toBeGreaterThan(0);
  for (const args of QUICK.slice(0, 4)) {
    expect((await leastCpuTime([BIN, ...args])) / floor, args.join(' ')).toBeLessThan(3);
  }
});

describe('with a closed output', () => {
  /** Runs a command whose stdout and stderr nobody reads. @returns its exit code */
  async function unread(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> {
    const child = spawn(BIN, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    child.stderr.destroy();
    const [code, signal] = await once(child, 'exit');
    return code ?? signal;
  }

  test('each --help exits with its usual code', async () => {
    const codes = await Promise.all(QUICK.map(async (args) => [args.join(' '), await unread(args)]));
    expect(codes).toEqual(QUICK.map((args) => [args.join(' '), args[0] === 'no-such-command' ? 2 : 0]));
  });

  test('each command on a database does its work', async () => {
    await using fresh = await freshDatabase(2);
    const env = { DATABASE_URL: fresh.url, MAAS_DATA_DIR: ROOT };
    const account = ['--username', 'unread', '--email', 'unread@example.com', '--password', 'p'];
    expect(await unread(['createadmin', ...account], env)).toBe(0);
    expect(await fresh.database.prisma.user.count({ where: { username: 'unread' } })).toBe(1);
    expect(await unread(['apikey', '--username', 'unread'], env)).toBe(0);
    expect(await unread(['apikey', '--username', 'nobody'], env)).toBe(1);
    expect(await unread(['migrate'], env)).toBe(0);
    expect(await unread(['doctor'], env)).toBe(0);
  });
});

test('--version with a full disk as output fails', async () => {
  const child = spawn('sh', ['-c', `"${BIN}" --version >/dev/full`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [message, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([code, message]).toEqual([1, expect.stringMatching(/^maas-region: The output cannot be written: ENOSPC/)]);
});
