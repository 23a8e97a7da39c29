import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The resources that a process uses: memory since its start, event loop since the watch began. */
export interface Usage {
  readonly peakBytes: number;
  /** The longest time for which the event loop was blocked. */
  readonly stallMs: number;
  /** CPU time of the process since the watch began, in milliseconds. */
  readonly cpuMs: number;
}

export interface ChildOptions {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** The descriptor of the file for stderr. */
  readonly log: number;
  /** The probe of the module's own checkout. The module's answers need it, and ours would take their questions. */
  readonly probe?: URL;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The message of answer.ts, with `error` after a failure. */
const Answer = z.object({ id: z.number(), result: z.unknown().optional(), error: z.string().optional() });
const UsageShape = z.object({ peakBytes: z.number(), stallMs: z.number(), cpuMs: z.number() });
const PROBE = new URL('./probe.js', import.meta.url);

/** A measured process. It answers questions (answer.ts), and ends with this process. */
export class Child implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly ended: Promise<void>;
  #asked = 0;

  constructor(module: URL, { args, env = process.env, cwd = process.cwd(), log, probe = PROBE }: ChildOptions) {
    this.process = fork(fileURLToPath(module), [...args], {
      execArgv: [...process.execArgv, '--import', probe.href],
      stdio: ['ignore', 'pipe', log, 'ipc'],
      env,
      cwd,
    });
    this.process.on('message', (message) => this.#settle(message));
    this.ended = once(this.process, 'exit').then(() => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${module.pathname} has ended`));
    });
  }

  /** Sends a question and returns its answer. @throws Error when the process reports a failure or ends */
  async ask<Result>(shape: z.ZodType<Result>, name: string, argument: unknown = null): Promise<Result> {
    const id = ++this.#asked;
    const result = await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.process.send({ id, name, argument });
    });
    return shape.parse(result);
  }

  #settle(message: unknown): void {
    const { id, result, error } = Answer.parse(message);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }

  async watch(): Promise<void> {
    await this.ask(z.unknown(), 'watch');
  }

  usage(): Promise<Usage> {
    return this.ask(UsageShape, 'usage');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill('SIGTERM');
    await this.ended;
  }
}
