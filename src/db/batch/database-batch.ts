import type { Db } from '../database.js';
import type { Sql } from '../statement.js';
import { Batch } from './batch.js';

/** Asks of many requests, performed in batches: one batch at a time for each database or transaction. */
export class DatabaseBatch<Ask, Answer, Base extends Sql = Db> {
  readonly #batches = new WeakMap<Base, Batch<Ask, Answer>>();

  /**
   * @param perform answers asks, in their order; its failure fails all asks of the batch
   * @param most the most asks in one batch
   */
  constructor(
    private readonly perform: (db: Base, asks: readonly Ask[]) => Promise<readonly Answer[]>,
    private readonly most: number,
  ) {}

  /** @throws the error of the batch; LostConnection, without having been performed, when the request waited too long */
  ask(db: Base, ask: Ask): Promise<Answer> {
    const known = this.#batches.get(db);
    if (known) return known.ask(ask);
    const batch = new Batch<Ask, Answer>((asks) => this.perform(db, asks), this.most);
    this.#batches.set(db, batch);
    return batch.ask(ask);
  }
}
