import { vi } from 'vitest';

/** Repeats a check until it passes, with a timeout for a busy machine. Returns the result of the check. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 60_000, interval: 50 });
}
