import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/db/embedded/free-port.js';
import { exchange } from './exchange.js';

const POLL_MS = 5;
/** The unit of the times in /proc/PID/stat. */
const TICK_MS = 10;

/**
 * `maas-region serve` as an operator starts it. No probe is loaded into its processes, as that costs time and memory.
 * The figures come from Linux's /proc.
 */
export class Served implements AsyncDisposable {
  private constructor(
    private readonly process: ChildProcess,
    /** The URL of its API, with the final slash. */
    readonly api: URL,
    /** Milliseconds from the start of the process until `/readyz` answered 200. */
    readonly firstAnswerMs: number,
  ) {}

  /** Starts a region and waits for its first answer. @throws Error when the process ends before */
  static async start(checkout: URL, settings: NodeJS.ProcessEnv, log: number): Promise<Served> {
    const port = await freePort();
    const region = new URL(`http://127.0.0.1:${port}/MAAS/`);
    const began = performance.now();
    const child = spawn(process.execPath, [fileURLToPath(new URL('bin/maas-region', checkout)), 'serve'], {
      env: { PATH: process.env.PATH, PORT: String(port), ...settings },
      stdio: ['ignore', 'ignore', log],
    });
    while (!(await isReady(region))) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('the region did not start');
      await sleep(POLL_MS);
    }
    return new Served(child, new URL('api/1.0/', region), performance.now() - began);
  }

  /** The resident memory of the process in bytes, without that of workers and of PostgreSQL. */
  rss(): number {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(this.#read('status'))?.[1]) * 1_024;
  }

  /** The CPU time of the process and of its workers in milliseconds, since their start. */
  cpuMs(): number {
    const pids = [this.process.pid, ...this.#workers()];
    return pids.map((pid) => cpuTicks(readFileSync(`/proc/${pid}/stat`, 'utf8')) * TICK_MS).reduce((a, b) => a + b);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }

  #workers(): number[] {
    return (this.#read(`task/${this.process.pid}/children`).match(/\d+/g) ?? []).map(Number);
  }

  #read(file: string): string {
    return readFileSync(`/proc/${this.process.pid}/${file}`, 'utf8');
  }
}

async function isReady(region: URL): Promise<boolean> {
  try {
    await exchange(new URL('readyz', region), { method: 'GET', headers: {} });
    return true;
  } catch {
    return false;
  }
}

/** The CPU time in the content of /proc/PID/stat: user and system. The program's name before it may hold blanks. */
function cpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
