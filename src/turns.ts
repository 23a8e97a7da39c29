import { setImmediate } from 'node:timers/promises';

/** The milliseconds after which other requests have their turn. */
const TURN_MS = 10;

/** Divides long work into turns. One large request must not hold up all other requests. */
export class Turns {
  #since = performance.now();

  /** Call it between two pieces of work. When the turn was long enough, it lets other requests run first. */
  async next(): Promise<void> {
    if (performance.now() - this.#since >= TURN_MS) await this.end();
  }

  /** Lets other requests run. */
  async end(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
