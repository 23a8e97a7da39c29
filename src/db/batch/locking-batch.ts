import type { Db } from '../database.js';
import { DatabaseBatch } from './database-batch.js';

/** How a statement treats rows that other transactions lock: it waits for them, or leaves them out. */
export type Locking = '' | 'SKIP LOCKED';

/** Makes something for both ways of locking. @param make gets the end of a locking clause */
export function forLockings<Made>(make: (locking: Locking) => Made): Readonly<Record<Locking, Made>> {
  return { '': make(''), 'SKIP LOCKED': make('SKIP LOCKED') };
}

type Perform<Ask, Answer> = (
  db: Db,
  asks: readonly Ask[],
  locking: Locking,
) => Promise<readonly (Answer | undefined)[]>;

/**
 * Asks that lock rows, performed in batches. A batch leaves out rows that other transactions lock, so that these do not
 * delay the rest. Asks without an answer are performed again, alone, and wait for the locks.
 */
export class LockingBatch<Ask, Answer> {
  readonly #batch: DatabaseBatch<Ask, Answer | undefined>;

  /**
   * @param perform answers asks, in their order; its failure fails all asks of the batch
   * @param most the most asks in one batch
   */
  constructor(
    private readonly perform: Perform<Ask, Answer>,
    most: number,
  ) {
    this.#batch = new DatabaseBatch((db, asks: readonly Ask[]) => perform(db, asks, 'SKIP LOCKED'), most);
  }

  /** @returns undefined when the ask has no answer, also without other locks @throws as a batch */
  async ask(db: Db, ask: Ask): Promise<Answer | undefined> {
    const found = await this.#batch.ask(db, ask);
    if (found !== undefined) return found;
    const [answer] = await this.perform(db, [ask], '');
    return answer;
  }
}
