import { setImmediate } from 'node:timers/promises';

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does in one go what is asked for in one turn of the event loop, or while earlier asks are being done. A lone ask does
 * not wait; under load a statement and its commit serve many.
 */
export class Batch<Ask, Answer> {
  #waiting: Waiting<Ask, Answer>[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param perform answers asks, in their order; when it fails, all of them fail
   * @param most how many asks are done in one go
   */
  constructor(
    private readonly perform: (asks: readonly Ask[]) => Promise<readonly Answer[]>,
    private readonly most: number,
  ) {}

  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ask, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is being done any more. */
  async close(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    await setImmediate();
    while (this.#waiting.length > 0) await this.#answer(this.#waiting.splice(0, this.most));
    this.#running = undefined;
  }

  async #answer(waiting: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.perform(waiting.map(({ ask }) => ask));
      for (const [index, answer] of answers.entries()) waiting[index]?.resolve(answer);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
