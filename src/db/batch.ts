import { setImmediate } from 'node:timers/promises';
import { isDatabaseUnavailable } from './database-failure.js';

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Performs asks in batches: all asks of one iteration of the event loop, or those that arrive while a batch runs. A
 * single ask does not wait. Under load, one statement and one commit serve many asks.
 */
export class Batch<Ask, Answer> {
  #waiting: Waiting<Ask, Answer>[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param perform answers asks, in their order; its failure fails all asks of the batch. When the database is not
   * available, it also fails the asks that wait: they would wait as long again.
   * @param most the most asks in one batch
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

  /** Resolves when no batch runs. */
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
      const failed = isDatabaseUnavailable(error) ? [...waiting, ...this.#waiting.splice(0)] : waiting;
      for (const { reject } of failed) reject(error);
    }
  }
}
