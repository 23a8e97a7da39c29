/** Has what is done under one key in this process done one after the other, in the order in which it came. */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<unknown>>();

  /** @param isShared whether those who wait at that moment fail with this error as well, without a try of their own */
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
