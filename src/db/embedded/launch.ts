import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { SystemAccount } from '../../system-account.js';
import { EmbeddedError } from './error.js';
import { freePort } from './free-port.js';
import { type Postmaster, waitUntilReady } from './postmaster.js';
import type { Programs } from './programs.js';

export interface LaunchOptions {
  readonly programs: Programs;
  readonly account: SystemAccount | undefined;
  readonly maxConnections: number;
  readonly durable: boolean;
  /** Undefined: any free one. */
  readonly port: number | undefined;
}

const MAX_LOG_BYTES = 5_000_000;
/** Messages of a lost race: another process has started a server on this folder, or uses the port. */
const LOST_RACE = /lock file .* already exists|could not bind|Address already in use|pre-existing shared memory/;

/**
 * Starts a server on the data folder and waits until it can be used.
 * @returns undefined when another process has started a server first; look it up again
 * @throws EmbeddedError
 */
export async function launchServer(dir: string, options: LaunchOptions): Promise<Postmaster | undefined> {
  const logFile = path.join(dir, 'server.log');
  const before = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const start = before > MAX_LOG_BYTES ? 0 : before;
  const child = spawnServer(dir, logFile, start === 0, options, options.port ?? (await freePort()));
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  const postmaster = await waitUntilReady(dir, () => failure !== undefined || child.exitCode !== null || killed(child));
  if (postmaster) return postmaster;
  const log = readFileSync(logFile).subarray(start).toString('utf8').trim();
  if (LOST_RACE.test(log)) return undefined;
  throw new EmbeddedError(`PostgreSQL does not start: ${failure ?? (log || `see ${logFile}`)}`);
}

const killed = (child: ChildProcess): boolean => child.signalCode !== null;

function spawnServer(dir: string, logFile: string, truncate: boolean, options: LaunchOptions, port: number) {
  const log = openSync(logFile, truncate ? 'w' : 'a', 0o600);
  const { account, programs } = options;
  const child = spawn(programs.postgres, ['-D', dir, '-p', String(port), ...parameters(options)], {
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', log, log],
    // In a new session, so that Ctrl-C at the terminal does not reach the server. The region stops the server last.
    detached: true,
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  child.unref();
  closeSync(log);
  return child;
}

function parameters({ maxConnections, durable }: LaunchOptions): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(maxConnections),
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Errors of statements are reported to the region, which logs them. The server's log is for the server's state.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
