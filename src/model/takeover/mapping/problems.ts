/** What cannot be taken over as it is. It names the row, and never has values of it. */
export interface Problem {
  /** The table of the original. */
  readonly table: string;
  /** The id of the row, or the line of the dump for a row that cannot be read. */
  readonly row: string;
  /** What is wrong, and with which column. */
  readonly reason: string;
  /** Whether the row is left out. Otherwise it is taken over with another value. */
  readonly isLeftOut: boolean;
}

/** A row that is left out. `message` gives the reason, without values. */
export class LeftOut extends Error {}

/** The most problems that are kept. All are counted. */
const MOST_KEPT = 10_000;

/** The problems of a dump. */
export class ProblemList {
  readonly kept: Problem[] = [];
  #leftOut = 0;
  #changed = 0;

  add(problem: Problem): void {
    if (problem.isLeftOut) this.#leftOut += 1;
    else this.#changed += 1;
    if (this.kept.length < MOST_KEPT) this.kept.push(problem);
  }

  /** The number of rows that are left out. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** The number of values that are changed. */
  get changed(): number {
    return this.#changed;
  }
}
