import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { PowerActionError, PowerConnError, PowerToolError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import { findTool, missingMessage, type Tool } from '../driver/tools.js';
import { namelessFile } from './secret-files.js';
import { toolGate } from './tool-limit.js';

export interface ToolRun {
  /** Seen by everybody on this machine: never a secret. */
  readonly args: readonly string[];
  /** Besides PATH, HOME, the C locale and what SESSION names. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from its standard input; without it, there is nothing to read. */
  readonly input?: string;
  /** What it reads from the file SECRET_FILE. */
  readonly secret?: string;
}

/** The name by which a program opens what `secret` holds. */
export const SECRET_FILE = '/dev/fd/3';

export interface ToolResult {
  /** Undefined when a signal ended it. Many tools end with 0 whatever happened: read what they say. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** How long it ran, in milliseconds. */
  readonly elapsedMs: number;
}

const MAX_OUTPUT = 100_000;

/** Where virsh finds the libvirt of this account (`qemu:///session`), and ssh the agent with its keys. */
const SESSION = ['XDG_RUNTIME_DIR', 'SSH_AUTH_SOCK'];

/**
 * Runs a program without a shell and in a process group of its own, which is killed when the context's signal aborts.
 * @throws PowerToolError when it is not installed
 * @throws PowerConnError when it was killed for taking too long, or this machine is too busy to start it
 * @throws PowerActionError when it says more than any of them should
 */
export async function runTool(context: PowerContext, tool: Tool, run: ToolRun): Promise<ToolResult> {
  const file = await findTool(tool.name, context.world.toolPath);
  if (file === undefined) throw new PowerToolError(missingMessage(tool));
  const secret = run.secret === undefined ? undefined : await namelessFile(run.secret);
  try {
    return await toolGate.pass(() => runProgram(context, tool, file, run, secret?.fd));
  } finally {
    await secret?.close();
  }
}

async function runProgram(
  { signal, world }: PowerContext,
  { name }: Tool,
  file: string,
  { args, env, input }: ToolRun,
  secret: number | undefined,
): Promise<ToolResult> {
  if (signal.aborted) throw new PowerConnError(`${name} could not be started in time.`);
  const started = performance.now();
  const program = spawn(file, args, {
    stdio: ['pipe', 'pipe', 'pipe', secret ?? 'ignore'],
    env: { ...sessionOf(process.env), PATH: world.toolPath, HOME: process.env.HOME ?? '/', LC_ALL: 'C', ...env },
    // A group of its own, and no terminal that it could ask for a password.
    detached: true,
  });
  const kill = () => killGroup(program.pid);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const ended = once(program, 'close');
    // What it leaves behind would hold its output open.
    program.once('exit', kill);
    // It may end without having read what it was given.
    program.stdin?.on('error', () => {}).end(input);
    const [stdout, stderr] = [collect(program.stdout, kill), collect(program.stderr, kill)];
    await ended.catch((error: NodeJS.ErrnoException) => {
      throw new PowerConnError(`${name} cannot be started at the moment (${error.code}).`, { cause: error });
    });
    if (signal.aborted) throw new PowerConnError(`${name} did not end in time.`);
    if (stdout.overflowed || stderr.overflowed) throw new PowerActionError(`${name} said too much.`);
    const elapsedMs = performance.now() - started;
    return { exitCode: program.exitCode ?? undefined, stdout: stdout.text(), stderr: stderr.text(), elapsedMs };
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

function sessionOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => SESSION.includes(name)));
}

/** Keeps what a program says, up to a limit. */
function collect(output: Readable | null, onOverflow: () => void) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  output?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_OUTPUT) chunks.push(chunk);
    else onOverflow();
  });
  return {
    get overflowed() {
      return bytes > MAX_OUTPUT;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}

/** Ends a program with all that it started and left behind. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // None of them is there any more.
  }
}

/** What a program said, on one line: errors first. Blanks stay as they are, so that a secret can still be found in it. */
export function complaint({ stdout, stderr, exitCode }: ToolResult): string {
  const words = `${stderr}\n${stdout}`.replace(/\p{Control}+/gu, ' ').trim();
  return words === '' ? `ended with exit code ${exitCode ?? '(killed)'}` : words;
}
