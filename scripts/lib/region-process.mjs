import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from './run.mjs';

const BIN = path.join(ROOT, 'bin/maas-region');
const START_MS = 120_000;
const STOP_MS = 30_000;

/**
 * Starts the built `maas-region serve` on a free port with a new data folder, and waits until the region is ready.
 * `cli` runs another command on the same data and returns its output. `stop` ends the server and deletes the folder.
 * `log` is the output of the server.
 * @param settings environment variables
 * @param {AbortSignal} signal aborts the wait
 * @throws Error when the region does not start; its process and folder are removed then
 */
export async function startRegion(settings, signal) {
  const dir = mkdtempSync(path.join(tmpdir(), 'maas-region-'));
  // When this process is root, PostgreSQL's own account must be able to enter the folder.
  chmodSync(dir, 0o711);
  const port = await freePort();
  const base = `http://127.0.0.1:${port}/MAAS/`;
  const data = path.join(dir, 'data');
  const env = {
    ...process.env,
    DATABASE_URL: '',
    HOST: '127.0.0.1',
    PORT: `${port}`,
    MAAS_DATA_DIR: data,
    ...settings,
  };
  const output = openSync(path.join(dir, 'log'), 'w');
  const server = spawn(BIN, ['serve'], { cwd: ROOT, env, stdio: ['ignore', output, output] });
  closeSync(output);
  const log = () => readFileSync(path.join(dir, 'log'), 'utf8');
  const stop = async () => {
    await end(server);
    rmSync(dir, { recursive: true, force: true });
  };
  const cli = async (...args) => {
    const { stdout } = await promisify(execFile)(BIN, args, { cwd: ROOT, env, signal });
    return stdout.trim();
  };
  try {
    await untilReady(server, base, signal);
  } catch (error) {
    const said = log();
    await stop();
    throw new Error(`The region did not start: ${error.message}\n${said}`);
  }
  return { dir, base, pid: server.pid, cli, log, stop };
}

async function untilReady(server, base, signal) {
  for (const began = Date.now(); ; await sleep(100, undefined, { signal })) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error(`it ended with ${server.exitCode}`);
    if (Date.now() - began > START_MS) throw new Error(`it is not ready after ${START_MS / 1000} s`);
    if (
      await fetch(`${base}readyz`, { signal }).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    signal.throwIfAborted();
  }
}

async function end(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const deadline = setTimeout(() => server.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(deadline);
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
