import { setImmediate } from 'node:timers/promises';
import { isDatabaseUnavailable, LostConnection } from '../database-failure.js';
import { currentBudget, withoutBudget } from '../request-scope.js';
import type { WaitBudget } from '../wait-budget.js';

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  readonly budget: WaitBudget | undefined;
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

  /** @throws the error of the batch; LostConnection, without having been performed, when the request waited too long */
  ask(ask: Ask): Promise<Answer> {
    const budget = currentBudget();
    const end = budget?.begin();
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ ask, resolve, reject, budget });
      this.#running ??= withoutBudget(() => this.#run());
    }).finally(end);
  }

  /** Resolves when no batch runs. */
  async close(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    await setImmediate();
    while (this.#waiting.length > 0) await this.#answer(this.#next());
    this.#running = undefined;
  }

  /** Takes the next asks. Those of requests that have their answer already are not performed. */
  #next(): Waiting<Ask, Answer>[] {
    return this.#waiting.splice(0, this.most).filter(({ budget, reject }) => {
      if (budget?.isSpent) reject(new LostConnection('The request has waited too long for PostgreSQL.'));
      return !budget?.isSpent;
    });
  }

  async #answer(waiting: readonly Waiting<Ask, Answer>[]): Promise<void> {
    if (waiting.length === 0) return;
    try {
      const answers = await this.perform(waiting.map(({ ask }) => ask));
      for (const [index, answer] of answers.entries()) waiting[index]?.resolve(answer);
    } catch (error) {
      const failed = isDatabaseUnavailable(error) ? [...waiting, ...this.#waiting.splice(0)] : waiting;
      for (const { reject } of failed) reject(error);
    }
  }
}
