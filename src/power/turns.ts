import { PowerConnError } from './errors.js';

const last = new Map<string, Promise<unknown>>();

/**
 * Has those who need the same thing use it one after the other, within this process. When one could not reach it, those
 * who wait for it at that moment fail with it: what is dead is waited for only once.
 * @param what names the thing
 */
export async function inTurn<Result>(what: string, use: () => Promise<Result>): Promise<Result> {
  const before = last.get(what) ?? Promise.resolve();
  const turn = before.then(use, (error: unknown) => {
    if (error instanceof PowerConnError) throw error;
    return use();
  });
  last.set(what, turn);
  try {
    return await turn;
  } finally {
    if (last.get(what) === turn) last.delete(what);
  }
}
