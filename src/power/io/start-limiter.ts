import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that runs longer than this waits for its BMC and no longer uses the processor. */
const START_UP_MS = 300;

/**
 * Limits the programs that start at the same time. A thousand concurrent starts would slow each other down until all of
 * them miss their timeouts. A program that waits for a dead BMC gives its slot to the next.
 */
class StartLimiter {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(slots: number) {
    this.#free = slots;
  }

  async run<Result>(start: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const running = start();
    const settled = running.then(
      () => {},
      () => {},
    );
    Promise.race([settled, sleep(START_UP_MS, undefined, { ref: false })]).then(() => this.#releaseSlot());
    return running;
  }

  #releaseSlot(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** Shared by all drivers of this process. */
export const toolStartLimiter = new StartLimiter(2 * availableParallelism() + 2);
