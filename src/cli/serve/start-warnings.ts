import type { Logger } from 'pino';

/**
 * Warnings of a start. They wait until the address of the region has been printed, so that the reader sees them below
 * it. When the start fails, they are logged before its error.
 */
export class StartWarnings {
  #waiting: string[] | undefined = [];

  constructor(private readonly log: Logger) {}

  readonly add = (line: string): void => {
    if (this.#waiting) this.#waiting.push(line);
    else this.log.warn(line);
  };

  /** Logs what waits. Later warnings are logged at once. */
  release(): void {
    for (const line of this.#waiting ?? []) this.log.warn(line);
    this.#waiting = undefined;
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
