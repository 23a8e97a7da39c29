import { vi } from 'vitest';

/** Waits until a check passes, as long as a busy machine may need, and gives what it gives. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 60_000, interval: 50 });
}
