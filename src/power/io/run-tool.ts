import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { describeMissingTool, findTool, type Tool } from '../../tools.js';
import { PowerActionError, PowerConnError, PowerToolError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import { openUnlinkedFile } from './secret-files.js';
import { toolStartLimiter } from './start-limiter.js';

export interface ToolInvocation {
  /** Every account of this machine can see them: never a secret. */
  readonly args: readonly string[];
  /** Added to PATH, HOME, the C locale and SESSION_VARIABLES. */
  readonly env?: Readonly<Record<string, string>>;
  /** The standard input; empty by default. */
  readonly input?: string;
  /** The content of SECRET_FILE. */
  readonly secret?: string;
  /** The limit of stdout and of stderr, in bytes; 100,000 by default. */
  readonly maxOutput?: number | undefined;
}

/** The path at which a program opens the content of `secret`. */
export const SECRET_FILE = '/dev/fd/3';

export interface ToolResult {
  /** Undefined when a signal ended the program. Many tools exit with 0 after failures: parse their output. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

const DEFAULT_MAX_OUTPUT = 100_000;

/** Where virsh finds the libvirt of this account (`qemu:///session`), and ssh the agent with its keys. */
const SESSION_VARIABLES = ['XDG_RUNTIME_DIR', 'SSH_AUTH_SOCK'];

/**
 * Runs a program without a shell, in a process group of its own. The group is killed when the context's signal aborts.
 * @throws PowerToolError when it is not installed
 * @throws PowerConnError when it was killed after the timeout, or this machine lacks the resources to start it
 * @throws PowerActionError when its output is too long
 */
export async function runTool(context: PowerContext, tool: Tool, invocation: ToolInvocation): Promise<ToolResult> {
  const file = await findTool(tool.name, context.environment.toolPath);
  if (file === undefined) throw new PowerToolError(describeMissingTool(tool));
  const secret = invocation.secret === undefined ? undefined : await openUnlinkedFile(invocation.secret);
  try {
    return await toolStartLimiter.run(() => runProgram(context, tool, file, invocation, secret?.fd));
  } finally {
    await secret?.close();
  }
}

async function runProgram(
  { signal, environment }: PowerContext,
  { name }: Tool,
  file: string,
  { args, env, input, maxOutput = DEFAULT_MAX_OUTPUT }: ToolInvocation,
  secretFd: number | undefined,
): Promise<ToolResult> {
  if (signal.aborted) throw new PowerConnError(`${name} could not be started in time.`);
  const started = performance.now();
  const program = spawn(file, args, {
    stdio: ['pipe', 'pipe', 'pipe', secretFd ?? 'ignore'],
    env: {
      ...pickSessionVariables(process.env),
      PATH: environment.toolPath,
      HOME: process.env.HOME ?? '/',
      LC_ALL: 'C',
      ...env,
    },
    // A process group of its own, without a terminal on which it could ask for a password.
    detached: true,
  });
  const kill = () => killGroup(program.pid);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const ended = once(program, 'close');
    // Background processes that it leaves behind would keep its output open.
    program.once('exit', kill);
    // A program that exits without reading its input causes EPIPE.
    program.stdin?.on('error', () => {}).end(input);
    const stdout = collectOutput(program.stdout, maxOutput, kill);
    const stderr = collectOutput(program.stderr, maxOutput, kill);
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

function pickSessionVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => SESSION_VARIABLES.includes(name)));
}

/** Collects the output of a program, up to `maxBytes`. */
function collectOutput(output: Readable | null, maxBytes: number, onOverflow: () => void) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  output?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else onOverflow();
  });
  return {
    get overflowed() {
      return bytes > maxBytes;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}

/** Kills a program with all processes that it started. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended.
  }
}

/** The output of a failed program on one line, stderr first. Blanks are kept, so that secrets in it can be redacted. */
export function describeToolFailure({ stdout, stderr, exitCode }: ToolResult): string {
  const output = `${stderr}\n${stdout}`.replace(/\p{Control}+/gu, ' ').trim();
  return output === '' ? `ended with exit code ${exitCode ?? '(killed)'}` : output;
}
