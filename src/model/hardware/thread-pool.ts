import { availableParallelism, totalmem } from 'node:os';
import type { z } from 'zod';
import { type DocumentVersion, Thread, type ThreadLimits, ThreadLost, type ThreadTask } from './thread.js';

const MIB = 1_048_576;
const memoryOfMachine = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
const LIMITS: ThreadLimits = { keepBytes: Math.min(256 * MIB, memoryOfMachine / 32), keepMs: 120_000 };

interface ThreadChoice {
  readonly signal?: AbortSignal | undefined;
  readonly prefer?: (thread: Thread) => number;
}

/** A pool of threads for XML and XPath. Threads start on demand and end when they are idle for a while. */
export class ThreadPool {
  readonly #threads = new Set<Thread>();
  readonly #idle: Thread[] = [];
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param count the most threads that run at once */
  constructor(
    readonly count = Math.min(2, availableParallelism()),
    private readonly limits = LIMITS,
  ) {
    this.#free = count;
  }

  /** Whether a thread keeps this version of a document. */
  keeps(document: DocumentVersion): boolean {
    return [...this.#threads].some((thread) => thread.keeps(document));
  }

  /**
   * Runs a task in the next free thread.
   * @param isOverdue called every POLL_MS while the thread works
   * @throws ThreadLost
   */
  async run<Result>(shape: z.ZodType<Result>, task: ThreadTask, isOverdue: () => boolean): Promise<Result> {
    const { result, starved } = await this.use((thread) => thread.perform(task, isOverdue));
    // The thread has ended, and its kept documents with it.
    return starved ? this.run(shape, task, isOverdue) : shape.parse(result);
  }

  /**
   * Works with the next free thread.
   * @param choice.signal ends the wait for a free thread
   * @param choice.prefer which of the idle threads to take: the one with the largest number
   * @throws ThreadLost when the wait ended
   */
  async use<Result>(work: (thread: Thread) => Promise<Result>, { signal, prefer }: ThreadChoice = {}): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#waitForThread(signal);
    try {
      const thread = this.#takeIdle(prefer) ?? (await this.#start());
      return await work(thread).finally(() => this.#rest(thread));
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  #waitForThread(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(new ThreadLost('No thread was free in time.'));
      };
      this.#waiting.push(begin);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  #takeIdle(prefer: ThreadChoice['prefer'] = () => 0): Thread | undefined {
    const best = Math.max(...this.#idle.map(prefer));
    const index = this.#idle.findLastIndex((thread) => prefer(thread) === best);
    return index < 0 ? undefined : this.#idle.splice(index, 1)[0];
  }

  async #start(): Promise<Thread> {
    const thread = await Thread.start(this.limits, () => this.#forget(thread));
    this.#threads.add(thread);
    return thread;
  }

  #rest(thread: Thread): void {
    if (thread.isOver) return;
    this.#idle.push(thread);
    thread.rest();
  }

  #forget(thread: Thread): void {
    this.#threads.delete(thread);
    const index = this.#idle.indexOf(thread);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}
