import { Readable } from 'node:stream';

/**
 * Gives turns to long answers: one in each iteration of the event loop, so that short requests pass in between. Callers
 * take turns, so that one caller with many answers does not delay those of others.
 */
export class CallerTurns {
  /** The answers that wait, by caller. The caller whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isScheduled = false;

  /** Resolves when it is the turn of an answer to this caller. */
  take(caller: string): Promise<void> {
    return new Promise((resolve) => {
      const answers = this.#waiting.get(caller);
      if (answers) answers.push(resolve);
      else this.#waiting.set(caller, [resolve]);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.size === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#giveTurn();
      this.#schedule();
    });
  }

  #giveTurn(): void {
    for (const [caller, [first, ...rest]] of this.#waiting) {
      this.#waiting.delete(caller);
      if (rest.length > 0) this.#waiting.set(caller, rest);
      first?.();
      return;
    }
  }
}

/** The turns of this process. */
const turns = new CallerTurns();

/** A long body: buffers, or groups of short ones that are written together. A Readable is one too. */
export type Chunks = Iterable<Buffer | readonly Buffer[]> | AsyncIterable<Buffer | readonly Buffer[]>;

/** A stream of the same bytes. Each chunk waits for a turn of the caller. */
export function inTurns(body: Chunks, caller: string): Readable {
  return Readable.from(chunksInTurns(body, caller), { objectMode: false });
}

async function* chunksInTurns(body: Chunks, caller: string): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    await turns.take(caller);
    if (Buffer.isBuffer(chunk)) yield chunk;
    else yield* chunk;
  }
}
