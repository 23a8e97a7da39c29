import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const BIN = path.join(ROOT, 'bin/maas-region');

/** The names of all commands. */
export const COMMANDS = [
  'serve',
  'cluster',
  'migrate',
  'createadmin',
  'createuser',
  'changepassword',
  'apikey',
  'clusterkey',
  'import',
  'backup',
  'restore',
  'import-maas',
  'doctor',
];

/** A region process as its operator sees it. */
export class Server {
  output = '';
  readonly #exit: Promise<unknown[]>;

  constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {
    this.#exit = once(child, 'exit');
    child.stdout?.on('data', (chunk) => {
      this.output += chunk;
    });
  }

  /** The processes of WORKERS > 1. */
  async workers(): Promise<number[]> {
    const all = await processes();
    return all
      .filter(({ parent, args }) => parent === this.child.pid && args.includes('worker.js'))
      .map(({ pid }) => pid);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/MAAS/`;
  }

  async isUp(): Promise<boolean> {
    return fetch(`${this.url}readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** Sends a signal, unless it has ended, and waits for its end. @returns the exit code, or the name of the signal */
  async end(signal: NodeJS.Signals): Promise<unknown> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    const [code, by] = await this.#exit;
    return code ?? by;
  }
}

/** Starts `maas-region serve`, or another program that serves, and waits until it is ready. */
export async function startServer(
  env: NodeJS.ProcessEnv,
  program: readonly [string, ...string[]] = [BIN, 'serve'],
  { isUp = (server) => server.isUp() }: { isUp?: (server: Server) => Promise<boolean> } = {},
): Promise<Server> {
  const port = await freePort();
  const [file, ...args] = program;
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const server = new Server(child, port);
  await eventually(async () => expect(await isUp(server)).toBe(true));
  return server;
}

/** Runs one command of `maas-region`. @returns what it prints @throws with code and stderr when it fails */
export async function maas(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(BIN, args, { cwd: ROOT, env: { ...process.env, ...env } })).stdout;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly args: string;
}

export async function processes(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, args] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}
