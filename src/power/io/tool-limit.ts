import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that still runs after so long waits for its BMC, and no longer for the processor. */
const BUSY_MS = 300;

/**
 * Lets only so many programs start at once that each gets its share of the processor: a thousand of them together would
 * all be late for their BMCs. One that waits for a dead BMC holds nobody up.
 */
class Gate {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  async pass<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const running = run();
    const settled = running.then(
      () => {},
      () => {},
    );
    Promise.race([settled, sleep(BUSY_MS, undefined, { ref: false })]).then(() => this.#leave());
    return running;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** That of this process. */
export const toolGate = new Gate(2 * availableParallelism() + 2);
