/** The time after which a process that was told to stop ends at once. Another process does the rest. */
const STOP_MS = 14_000;

/** The request to stop a running `serve`: by a signal, or because a service that it needs has failed. */
export class Stop {
  readonly requested: Promise<void>;
  #settle: { resolve(): void; reject(error: Error): void } | undefined;
  /** Whether a signal has come. */
  isRequested = false;
  readonly #onSignal = () => {
    this.isRequested = true;
    this.#settle?.resolve();
    // While the database is lost, a connection to it can keep the process from its end.
    this.#last ??= setTimeout(() => process.exit(1), STOP_MS).unref();
  };
  #last: NodeJS.Timeout | undefined;

  constructor() {
    this.requested = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // The promise may be rejected before `serve` awaits it.
    this.requested.catch(() => {});
    // Further signals change nothing: Ctrl-C below npm arrives twice.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.#onSignal);
  }

  readonly fail = (error: Error): void => this.#settle?.reject(error);

  [Symbol.dispose](): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.#onSignal);
  }
}

/** Waits for `work`, but no longer than `ms`; then calls `giveUp`. */
export async function within(ms: number, work: Promise<unknown>, giveUp: () => void): Promise<void> {
  const timer = setTimeout(giveUp, ms);
  const elapsed = new Promise<void>((resolve) => setTimeout(resolve, ms + 1_000).unref());
  try {
    await Promise.race([work, elapsed]);
  } finally {
    clearTimeout(timer);
  }
}
