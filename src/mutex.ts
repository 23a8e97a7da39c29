/** A mutex per key within this process. Waiting work runs one at a time, in order of arrival. */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<unknown>>();

  /** @param isShared whether the next work in the queue fails with this error too, without being run */
  constructor(private readonly isShared: (error: unknown) => boolean = () => false) {}

  async take<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.get(key)?.then(work, (error: unknown) => {
      if (this.isShared(error)) throw error;
      return work();
    });
    const turn = mine ?? work();
    this.#last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }
}
