import type { Logger } from 'pino';
import { Backoff, pause } from './wait.js';

export interface LatestOptions<Value> {
  /** @throws an error whose message is logged; the value is used again later */
  readonly use: (value: Value) => Promise<void>;
  /** What a failure means, for the log, such as `leases cannot be reported` */
  readonly failure: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** After this time the last value is used again; undefined: never */
  readonly repeatMs?: number;
}

const FOREVER_MS = 2 ** 31 - 1;

/** Uses the latest of several values: at once when it is set, and again after failures and at intervals. */
export class Latest<Value> {
  #latest: { readonly value: Value } | undefined;
  #wake = () => {};
  #problem: string | undefined;

  constructor(private readonly options: LatestOptions<Value>) {}

  set(value: Value): void {
    this.#latest = { value };
    this.#wake();
  }

  /** Works until the signal aborts. @throws the signal's reason */
  async run(): Promise<never> {
    const { signal, repeatMs = FOREVER_MS } = this.options;
    const backoff = new Backoff(signal);
    for (;;) {
      const used = this.#latest;
      if (used && !(await this.#use(used.value))) {
        await backoff.wait();
        continue;
      }
      backoff.reset();
      if (this.#latest === used) await this.#sleep(repeatMs);
    }
  }

  async #use(value: Value): Promise<boolean> {
    const { use, failure, log, signal } = this.options;
    try {
      await use(value);
      this.#problem = undefined;
      return true;
    } catch (error) {
      signal.throwIfAborted();
      const problem = error instanceof Error ? error.message : String(error);
      // A failure that repeats is one line.
      if (problem !== this.#problem) log.error(`${failure}: ${problem}`);
      this.#problem = problem;
      return false;
    }
  }

  /** Until the next value, the interval or the signal */
  async #sleep(ms: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await pause(ms, AbortSignal.any([this.options.signal, woken.signal])).catch(() =>
      this.options.signal.throwIfAborted(),
    );
  }
}
