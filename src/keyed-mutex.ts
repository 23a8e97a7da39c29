/** A mutex per key within this process. Waiting work runs one at a time, in order of arrival. */
export class KeyedMutex<Key> {
  readonly #last = new Map<Key, Promise<unknown>>();

  /** @param isShared whether the next work in the queue fails with this error too, without being run */
  constructor(private readonly isShared: (error: unknown) => boolean = () => false) {}

  /** Runs `work` when all earlier work for the key has ended. @returns its result @throws its error, or a shared one */
  async runExclusive<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const queued = this.#last.get(key)?.then(work, (error: unknown) => {
      if (this.isShared(error)) throw error;
      return work();
    });
    const running = queued ?? work();
    this.#last.set(key, running);
    try {
      return await running;
    } finally {
      if (this.#last.get(key) === running) this.#last.delete(key);
    }
  }
}
