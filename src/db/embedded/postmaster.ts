import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedError } from './error.js';

/** PostgreSQL's own record of the server that runs on a data folder. */
export interface Postmaster {
  readonly pid: number;
  /** 0 while the port is unknown. */
  readonly port: number;
  readonly ready: boolean;
}

const POLL_MS = 15;
const FAST_STOP_MS = 30_000;
const HARD_STOP_MS = 10_000;

const pidFile = (dir: string): string => path.join(dir, 'postmaster.pid');

/**
 * Finds the server that runs on the data folder; undefined without one. After a crash, another program may have the
 * process id of the record. Such a record is removed, as PostgreSQL would not start with it.
 */
export function findPostmaster(dir: string): Postmaster | undefined {
  const postmaster = readRecord(dir);
  if (!postmaster) return undefined;
  const state = stateOf(postmaster.pid, dir);
  if (state === 'server') return postmaster;
  if (state === 'other program') rmSync(pidFile(dir), { force: true });
  return undefined;
}

/** Lines: pid, data folder, start time, port, socket folder, listen address, shared memory, state. */
function readRecord(dir: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(pidFile(dir), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isSafeInteger(pid) || pid === 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === 'ready' };
}

function stateOf(pid: number, dir: string): 'server' | 'other program' | 'gone' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return 'gone';
  }
  if (process.platform !== 'linux') return 'server';
  try {
    // A server works in its data folder. A process that is dead but not yet reaped has none.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dir) ? 'server' : 'other program';
  } catch {
    return 'other program';
  }
}

/** Waits until the server that is starting can be used; undefined when it ended instead. */
export async function waitUntilReady(dir: string, ended: () => boolean): Promise<Postmaster | undefined> {
  for (;;) {
    const postmaster = findPostmaster(dir);
    if (postmaster?.ready) return postmaster;
    if (!postmaster && ended()) return undefined;
    await sleep(POLL_MS);
  }
}

/**
 * Stops the server. A fast shutdown rolls back running transactions and closes the files. If it fails, an immediate
 * shutdown follows, and the server recovers at the next start.
 * @throws EmbeddedError when the server still runs
 */
export async function stopPostmaster(dir: string): Promise<void> {
  const postmaster = findPostmaster(dir);
  if (!postmaster) return;
  for (const [signal, wait] of [['SIGINT', FAST_STOP_MS] as const, ['SIGQUIT', HARD_STOP_MS] as const]) {
    if (await ends(postmaster.pid, dir, signal, wait)) return;
  }
  throw new EmbeddedError(`PostgreSQL (process ${postmaster.pid}) does not stop.`);
}

async function ends(pid: number, dir: string, signal: NodeJS.Signals, waitMs: number): Promise<boolean> {
  const deadline = Date.now() + waitMs;
  try {
    process.kill(pid, signal);
  } catch {
    return true;
  }
  while (Date.now() < deadline) {
    if (stateOf(pid, dir) !== 'server') return true;
    await sleep(POLL_MS);
  }
  return false;
}
