import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

/** What threads write for a definition on a document; 0 while there is no verdict. */
export const VERDICT = { PENDING: 0, NOT: 1, MATCHES: 2, FAILED: 3 } as const;

/** A thread was ended before it had an answer: it took too long, wanted too much memory, or broke. */
export class ThreadLost extends Error {}

/** How often it is asked whether a task is overdue. */
export const POLL_MS = 100;
const IDLE_MS = 10_000;
/** Of text; what libxml2 may have is in engine.mjs. */
const MEMORY = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 };
/** In JavaScript, so that tests, which run from the sources, find the same file. */
const THREAD = new URL('./thread.mjs', import.meta.url);

/** What a thread is sent; `name` is that of a function in thread.mjs. */
export interface Task {
  readonly name: string;
  readonly [argument: string]: unknown;
}

const Answer = z.object({ result: z.unknown(), bloated: z.boolean() });

/** A few threads for XML and XPath, started when there is something to do, ended when there has been nothing for a while. */
export class Threads {
  readonly #idle: Thread[] = [];
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param count how many run at once */
  constructor(readonly count = Math.min(2, availableParallelism())) {
    this.#free = count;
  }

  /**
   * Has a thread perform a task, as soon as one has time for it.
   * @param isOverdue is asked every POLL_MS while the thread works
   * @throws ThreadLost
   */
  async run<Result>(shape: z.ZodType<Result>, task: Task, isOverdue: () => boolean): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
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
    // Whoever waits for an answer is told as well.
    worker.on('error', () => {});
  }

  static async start(): Promise<Thread> {
    const worker = new Worker(THREAD, { resourceLimits: MEMORY, workerData: VERDICT });
    await once(worker, 'message');
    return new Thread(worker);
  }

  /** @throws ThreadLost */
  async perform(task: Task, isOverdue: () => boolean): Promise<z.infer<typeof Answer>> {
    const { worker } = this;
    clearTimeout(this.#resting);
    const lost = new AbortController();
    const timer = setInterval(() => {
      if (isOverdue()) lost.abort();
    }, POLL_MS);
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

  /** @param onEnough is called when there has been nothing to do for a while */
  rest(onEnough: () => void): void {
    this.#resting = setTimeout(onEnough, IDLE_MS).unref();
  }

  end(): void {
    this.worker.terminate();
  }
}
