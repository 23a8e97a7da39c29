import { Unavailable } from '../../errors.js';

/** Seconds after which a refused client may retry. */
const RETRY_AFTER = 2;

/** The most bodies that are read or in use at once in this process, and their bytes in memory. */
export interface BudgetLimits {
  readonly bodies: number;
  readonly bytes: number;
}

/** The bodies of all requests in progress. A process must not run out of memory, however many clients send at once. */
export class BodyBudget {
  bodies = 0;
  /** Bytes in memory. Those in temporary files do not count. */
  bytes = 0;

  constructor(private readonly most: BudgetLimits) {}

  /** @throws Unavailable */
  add(bodies: number, bytes: number): void {
    if (this.bodies + bodies > this.most.bodies || this.bytes + bytes > this.most.bytes) {
      throw new Unavailable('Too many or too large requests are in progress, try again.', RETRY_AFTER);
    }
    this.bodies += bodies;
    this.bytes += bytes;
  }

  remove(bodies: number, bytes: number): void {
    this.bodies -= bodies;
    this.bytes -= bytes;
  }
}

/** What one request uses of the budget. */
export class BodyShare {
  #bodies = 0;
  #bytes = 0;
  #released = false;

  constructor(private readonly budget: BodyBudget) {}

  /** Counts the body of the request. @throws Unavailable */
  begin(): void {
    this.#add(1, 0);
  }

  /** Counts bytes that are kept in memory. @throws Unavailable */
  keep(bytes: number): void {
    this.#add(0, bytes);
  }

  /** Call it when the request has ended. Bytes that are read later do not count. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.budget.remove(this.#bodies, this.#bytes);
  }

  #add(bodies: number, bytes: number): void {
    if (this.#released) return;
    this.budget.add(bodies, bytes);
    this.#bodies += bodies;
    this.#bytes += bytes;
  }
}
