/** A change, the end of the time, or the end of the process. */
export type WatchEnd = 'changed' | 'timeout' | 'closed';

/** Notes whether the configuration of a cluster has changed since the watch began. */
export class Watch implements Disposable {
  #end: WatchEnd | undefined;
  #wake: ((end: WatchEnd) => void) | undefined;

  constructor(
    readonly clusterId: number,
    private readonly forget: (watch: Watch) => void,
  ) {}

  /** Waits for a change, also for one that has come before. It holds no connection to the database. */
  changed(ms: number): Promise<WatchEnd> {
    if (this.#end) return Promise.resolve(this.#end);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('timeout'), ms);
      this.#wake = (end) => {
        clearTimeout(timer);
        resolve(end);
      };
    });
  }

  end(how: WatchEnd): void {
    this.#end ??= how;
    this.#wake?.(this.#end);
  }

  [Symbol.dispose](): void {
    this.forget(this);
  }
}
