import { setTimeout as pause } from 'node:timers/promises';
import type { LiveChanges } from '../../db/notifications/live-changes.js';
import { withoutBudget } from '../../db/request-scope.js';

/** How long a stream waits before it begins. */
const WAIT_MS = 2_000;
const POLL_MS = 50;
const LATE_POLL_MS = 1_000;

type HaveEnded = () => Promise<boolean>;

/** Waits for transactions that may have looked for listeners in vain: nobody is told of their changes. */
export class EarlierTransactions {
  /** Ends when the late transactions of all waits have ended. Those of a later wait do not end before. */
  #late: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(private readonly changes: Pick<LiveChanges, 'watchEarlierTransactions'>) {}

  /**
   * Waits for at most two seconds.
   * @param ended called when transactions have ended later than that
   * @throws the error of the database
   */
  async wait(ended: () => void): Promise<void> {
    const haveEnded = await this.changes.watchEarlierTransactions();
    const deadline = Date.now() + WAIT_MS;
    while (!this.#isClosed && !(await haveEnded())) {
      if (Date.now() >= deadline) {
        this.#late = withoutBudget(() => this.#late.then(() => this.#waitOn(haveEnded, ended)));
        return;
      }
      await pause(POLL_MS);
    }
  }

  /** Ends all waits for late transactions. */
  close(): void {
    this.#isClosed = true;
  }

  async #waitOn(haveEnded: HaveEnded, ended: () => void): Promise<void> {
    // While the database is away, the next poll may succeed.
    while (!this.#isClosed && !(await haveEnded().catch(() => false))) {
      await pause(LATE_POLL_MS, undefined, { ref: false });
    }
    if (!this.#isClosed) ended();
  }
}
