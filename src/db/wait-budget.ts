import { LostConnection } from './database-failure.js';

const NOTHING = (): void => {};

/** The time for which one request may wait for the database, in all its waits together. Parallel waits count once. */
export class WaitBudget {
  #waits = 0;
  /** When the first of the current waits began. */
  #since = 0;
  #spentMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #isSpent = false;

  /** @param onSpent called once, at the moment when the budget is spent */
  constructor(
    private readonly ms: number,
    private readonly onSpent: (error: LostConnection) => void,
  ) {}

  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** Begins a wait. Returns a function that ends it. */
  begin(): () => void {
    if (this.#isClosed) return NOTHING;
    if (this.#waits === 0) this.#since = performance.now();
    this.#waits += 1;
    this.#timer ??= this.#wakeAtEnd();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#waits -= 1;
      if (this.#waits === 0) this.#spentMs += performance.now() - this.#since;
    };
  }

  /** The request has its answer: later waits, such as those of a streamed body, are not limited. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #wakeAtEnd(): NodeJS.Timeout {
    // After a blocked event loop a result may have arrived: it is read before the immediate.
    return setTimeout(() => setImmediate(() => this.#check()), this.ms - this.#total).unref();
  }

  get #total(): number {
    return this.#spentMs + (this.#waits > 0 ? performance.now() - this.#since : 0);
  }

  #check(): void {
    if (this.#isClosed) return;
    if (this.#total < this.ms) {
      this.#timer = this.#wakeAtEnd();
      return;
    }
    this.#isSpent = true;
    this.onSpent(new LostConnection(`The request waited ${this.ms} ms for PostgreSQL.`));
  }
}
