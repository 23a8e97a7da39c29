import { setTimeout as sleep } from 'node:timers/promises';

/** Waits that double: 1, 2, 4 … seconds, up to the longest. */
export class Backoff {
  #nextMs: number;

  constructor(
    private readonly signal: AbortSignal,
    private readonly firstMs = 1_000,
    private readonly longestMs = 30_000,
  ) {
    this.#nextMs = firstMs;
  }

  /** @throws the signal's reason */
  async wait(): Promise<void> {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(2 * ms, this.longestMs);
    await pause(ms, this.signal);
  }

  reset(): void {
    this.#nextMs = this.firstMs;
  }
}

/** @throws the signal's reason */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
