/** Answers take a moment, and the Date header has whole seconds. The region refuses timestamps that are 5 minutes old. */
const TOLERATED_SECONDS = 60;

/**
 * The time of the region, by the Date headers of its answers. Requests are signed with it, so that a cluster with a wrong
 * clock is not locked out.
 */
export class Clock {
  #offsetSeconds = 0;
  #isWrong = false;

  /** @param onWrong called once when this host's clock begins to differ by more than a minute */
  constructor(private readonly onWrong: (message: string) => void) {}

  /** Seconds by which the region is ahead; 0 for less than a minute */
  get offsetSeconds(): number {
    return this.#offsetSeconds;
  }

  /** In seconds since 1970 */
  now(): number {
    return Math.round(Date.now() / 1_000) + this.#offsetSeconds;
  }

  /** @param date the Date header of an answer that has just come */
  see(date: string | undefined): void {
    const time = Date.parse(date ?? '');
    if (Number.isNaN(time)) return;
    const offset = Math.round((time - Date.now()) / 1_000);
    const isWrong = Math.abs(offset) > TOLERATED_SECONDS;
    this.#offsetSeconds = isWrong ? offset : 0;
    if (isWrong && !this.#isWrong) this.onWrong(describe(offset));
    this.#isWrong = isWrong;
  }
}

function describe(offset: number): string {
  const direction = offset > 0 ? 'behind' : 'ahead of';
  return `the clock of this host is ${Math.abs(offset)} seconds ${direction} the region's: set it, for example by NTP`;
}
