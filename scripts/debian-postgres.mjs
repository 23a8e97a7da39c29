// node scripts/debian-postgres.mjs COMMAND…: runs a command, such as vitest, with a throw-away PostgreSQL of Debian. The
// command gets its URL in TEST_POSTGRES_URL. PostgreSQL runs as the account `postgres` when this process is root.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { run } from './lib/run.mjs';

const INSTALLED = '/usr/lib/postgresql';
const START_MS = 30_000;
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

const [command, ...args] = process.argv.slice(2);
const newest = readdirSync(INSTALLED)
  .sort((one, other) => Number(one) - Number(other))
  .at(-1);
const bin = path.join(INSTALLED, newest, 'bin');
const account = process.getuid() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
const folder = mkdtempSync(path.join(tmpdir(), 'debian-postgres-'));
if (account.uid !== undefined) chownSync(folder, account.uid, account.gid);

const data = path.join(folder, 'data');
execFileSync(
  path.join(bin, 'initdb'),
  ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
  {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const port = await freePort();
const options = [...SETTINGS, 'listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((text) => ['-c', text]);
const server = spawn(path.join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options], {
  ...account,
  cwd: folder,
  stdio: 'ignore',
  detached: true,
});
try {
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  process.stdout.write(`PostgreSQL ${await versionOf(url)}\n`);
  process.exitCode = await run(command, args, { env: { ...process.env, TEST_POSTGRES_URL: url } });
} finally {
  // SIGINT: PostgreSQL ends its connections and stops in order.
  server.kill('SIGINT');
  if (server.exitCode === null) await once(server, 'exit');
  rmSync(folder, { recursive: true, force: true });
}

function idOf(option) {
  return Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address();
  probe.close();
  await once(probe, 'close');
  return free;
}

/** Waits for the server. @throws Error when it does not answer in time */
async function versionOf(url) {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      const { rows } = await client.query('SHOW server_version');
      return rows[0].server_version;
    } catch (error) {
      if (Date.now() > deadline || server.exitCode !== null) throw error;
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(100);
  }
}
