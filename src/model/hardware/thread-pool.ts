import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

/** The verdicts that threads write for a definition on a document. */
export const VERDICT = { PENDING: 0, NOT: 1, MATCHES: 2, FAILED: 3 } as const;

/** There is no answer of a thread: it timed out, used too much memory or failed, or no thread was free. */
export class ThreadLost extends Error {}

/** The interval in which tasks are checked for timeouts. */
export const THREAD_POLL_MS = 100;
const IDLE_MS = 10_000;
/** The memory limits of JavaScript in a thread. The limit of libxml2 is in engine.mjs. */
const MEMORY = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 };
/** The file is JavaScript, so that tests, which run from the sources, use the same file. */
const THREAD = new URL('./thread.mjs', import.meta.url);

/** A message to a thread. `name` is the name of a function in thread.mjs. */
export interface ThreadTask {
  readonly name: string;
  readonly [argument: string]: unknown;
}

const Answer = z.object({ result: z.unknown(), bloated: z.boolean() });

/** A pool of threads for XML and XPath. Threads start on demand and end when they are idle for a while. */
export class ThreadPool {
  readonly #idle: Thread[] = [];
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param count the most threads that run at once */
  constructor(readonly count = Math.min(2, availableParallelism())) {
    this.#free = count;
  }

  /**
   * Runs a task in the next free thread.
   * @param isOverdue called every POLL_MS while the thread works
   * @param signal ends the wait for a free thread
   * @throws ThreadLost, also when the wait ended
   */
  async run<Result>(
    shape: z.ZodType<Result>,
    task: ThreadTask,
    isOverdue: () => boolean,
    signal?: AbortSignal,
  ): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#waitForThread(signal);
    try {
      const thread = this.#takeIdle() ?? (await Thread.start());
      const { result, bloated } = await thread.perform(task, isOverdue);
      if (bloated) thread.end();
      else this.#rest(thread);
      return shape.parse(result);
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

  #takeIdle(): Thread | undefined {
    for (let thread = this.#idle.pop(); thread; thread = this.#idle.pop()) if (!thread.gone) return thread;
    return undefined;
  }

  #rest(thread: Thread): void {
    this.#idle.push(thread);
    thread.rest(() => {
      this.#idle.splice(this.#idle.indexOf(thread), 1);
      thread.end();
    });
  }
}

class Thread {
  gone = false;
  #resting: NodeJS.Timeout | undefined;

  private constructor(private readonly worker: Worker) {
    worker.once('exit', () => {
      this.gone = true;
    });
    // `perform` reports the error too. Without a listener the process would end.
    worker.on('error', () => {});
  }

  static async start(): Promise<Thread> {
    const worker = new Worker(THREAD, { resourceLimits: MEMORY, workerData: VERDICT });
    await once(worker, 'message');
    return new Thread(worker);
  }

  /** @throws ThreadLost */
  async perform(task: ThreadTask, isOverdue: () => boolean): Promise<z.infer<typeof Answer>> {
    const { worker } = this;
    clearTimeout(this.#resting);
    const lost = new AbortController();
    const timer = setInterval(() => {
      if (isOverdue()) lost.abort();
    }, THREAD_POLL_MS);
    const ended = () => lost.abort();
    worker.once('exit', ended);
    worker.ref();
    try {
      const answer = once(worker, 'message', { signal: lost.signal });
      worker.postMessage(task);
      const [message] = await answer;
      return Answer.parse(message);
    } catch (error) {
      this.end();
      throw new ThreadLost('The thread was ended before it had an answer.', { cause: error });
    } finally {
      clearInterval(timer);
      worker.off('exit', ended);
      worker.unref();
    }
  }

  /** @param onEnough called when the thread has been idle for a while */
  rest(onEnough: () => void): void {
    this.#resting = setTimeout(onEnough, IDLE_MS).unref();
  }

  end(): void {
    this.worker.terminate();
  }
}
