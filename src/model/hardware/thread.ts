import { once } from 'node:events';
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

export interface ThreadLimits {
  /** A thread keeps further documents while libxml2 has less memory than this. */
  readonly keepBytes: number;
  /** The time after their last use for which a thread keeps documents. */
  readonly keepMs: number;
}

/** Names a document that threads keep. Those without a key are not kept. */
export interface DocumentVersion {
  readonly key?: string;
  readonly version?: string;
}

/** `starved`: the task lacked memory because of kept documents. A bloated thread must be replaced. */
const Answer = z.object({ result: z.unknown(), starved: z.boolean(), bloated: z.boolean() });
type Answer = z.infer<typeof Answer>;

/** A thread that performs one task at a time. */
export class Thread {
  #isOver = false;
  #resting: NodeJS.Timeout | undefined;
  /** The versions of the documents that it keeps, by their keys. */
  readonly #kept = new Map<string, string>();
  /** The keys of documents of which there is a newer version. */
  readonly #outdated = new Set<string>();
  #keptUntil = 0;

  private constructor(
    private readonly worker: Worker,
    private readonly keepMs: number,
    private readonly onEnd: (thread: Thread) => void,
  ) {
    worker.once('exit', () => this.end());
    // Only a task keeps the process alive.
    worker.unref();
    // `perform` reports the error too. Without a listener the process would end.
    worker.on('error', () => {});
  }

  /** @param onEnd called once, when the thread takes no more tasks */
  static async start({ keepBytes, keepMs }: ThreadLimits, onEnd: (thread: Thread) => void): Promise<Thread> {
    const worker = new Worker(THREAD, { resourceLimits: MEMORY, workerData: { VERDICT, keepBytes } });
    await once(worker, 'message');
    return new Thread(worker, keepMs, onEnd);
  }

  /** @param isOverdue called every POLL_MS @throws ThreadLost */
  async perform(task: ThreadTask, isOverdue: () => boolean): Promise<Answer> {
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
      const message = once(worker, 'message', { signal: lost.signal });
      worker.postMessage(task);
      const answer = Answer.parse((await message)[0]);
      if (answer.bloated) this.end();
      return answer;
    } catch (error) {
      this.end();
      throw new ThreadLost('The thread was ended before it had an answer.', { cause: error });
    } finally {
      clearInterval(timer);
      worker.off('exit', ended);
      worker.unref();
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it keeps this version of the document. It drops an older version before its next evaluation. */
  keeps({ key, version }: DocumentVersion): boolean {
    const kept = key === undefined ? undefined : this.#kept.get(key);
    if (key === undefined || kept === undefined) return false;
    if (kept === version) return true;
    this.#kept.delete(key);
    this.#outdated.add(key);
    return false;
  }

  /** Returns the keys of the documents to drop, once. */
  takeOutdated(): string[] {
    const keys = [...this.#outdated];
    this.#outdated.clear();
    return keys;
  }

  /** Notes whether it keeps a document after an evaluation. */
  note({ key, version }: DocumentVersion, isKept: boolean): void {
    if (key === undefined || version === undefined) return;
    this.#outdated.delete(key);
    this.#kept.delete(key);
    if (!isKept) return;
    this.#kept.set(key, version);
    this.#keptUntil = performance.now() + this.keepMs;
  }

  /** Waits for the next task. Ends the thread after a while without one. */
  rest(): void {
    const ms = this.#kept.size > 0 ? this.#keptUntil - performance.now() : IDLE_MS;
    if (ms > 0) this.#resting = setTimeout(() => this.end(), ms).unref();
    else this.end();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#resting);
    this.worker.terminate();
    this.onEnd(this);
  }
}
