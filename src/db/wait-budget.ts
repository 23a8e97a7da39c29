import { LostConnection } from './database-failure.js';

const NOTHING = (): void => {};
/** How often budgets are checked. A timer for each request would cost much more than a check of all of them. */
const CHECK_MS = 100;

/** The time for which one request may wait for the database, in all its waits together. Parallel waits count once. */
export class WaitBudget {
  #waits = 0;
  /** When the first of the current waits began. */
  #since = 0;
  #spentMs = 0;
  #isClosed = false;
  #isSpent = false;

  /** @param onSpent called once, within 100 ms after the moment when the budget is spent */
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
    watch(this);
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
    watched.delete(this);
  }

  get #total(): number {
    return this.#spentMs + (this.#waits > 0 ? performance.now() - this.#since : 0);
  }

  check(): void {
    if (this.#isSpent || this.#total < this.ms) return;
    this.#isSpent = true;
    this.onSpent(new LostConnection(`The request waited ${this.ms} ms for PostgreSQL.`));
  }
}

/** The budgets of the requests without an answer. */
const watched = new Set<WaitBudget>();
let timer: NodeJS.Timeout | undefined;

function watch(budget: WaitBudget): void {
  watched.add(budget);
  timer ??= setInterval(checkAll, CHECK_MS).unref();
}

function checkAll(): void {
  if (watched.size === 0) {
    clearInterval(timer);
    timer = undefined;
  }
  // After a blocked event loop a result may have arrived: it is read before the immediate.
  setImmediate(() => {
    for (const budget of watched) budget.check();
  });
}
