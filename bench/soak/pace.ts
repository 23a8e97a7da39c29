import { setTimeout as wait } from 'node:timers/promises';

/** A piece of work that is begun at a steady rate. */
export interface Work {
  readonly name: string;
  readonly perSecond: number;
  /** Does what the first run would do only once. */
  prepare?(): Promise<unknown>;
  run(): Promise<unknown>;
}

/** More pieces of one work at once than this mean that the region cannot follow. */
const MOST_AT_ONCE = 20;

/**
 * Begins a work at its rate until a time, whether earlier pieces have ended or not.
 * @returns how many pieces were left out, as too many were unfinished
 */
export async function pace(work: Work, until: number, fail: (error: unknown) => void): Promise<number> {
  const running = new Set<Promise<unknown>>();
  const began = performance.now();
  let left = 0;
  for (let count = 0; ; count += 1) {
    const due = began + (count * 1_000) / work.perSecond;
    if (due >= until) break;
    await wait(Math.max(0, due - performance.now()));
    if (running.size >= MOST_AT_ONCE) {
      left += 1;
      continue;
    }
    const piece = work.run().catch(fail);
    running.add(piece);
    piece.finally(() => running.delete(piece));
  }
  await Promise.all(running);
  return left;
}
