import type fc from 'fast-check';
import type { Call } from './call.js';
import { linearize } from './linearize.js';
import type { Run } from './run.js';
import type { State } from './state.js';

/** All states in which the region may be, after what was seen. */
export interface Model {
  states: readonly State[];
}

/** Calls that are sent at the same time. Their answers must be explained by one order of the calls. */
export class Round implements fc.AsyncCommand<Model, Run> {
  constructor(private readonly calls: readonly Call[]) {}

  check(): boolean {
    return true;
  }

  /** @throws Error with the history of the run when no order of the calls explains their answers */
  async run(model: Model, run: Run): Promise<void> {
    const observed = await Promise.all(this.calls.map((call) => call.perform(run)));
    run.calls += observed.length;
    run.successes += observed.filter(({ status }) => status < 300).length;
    run.history.push(observed.map(({ label }) => label).join('\n  and '));
    const states = linearize(model.states, observed);
    if (states.length === 0) {
      const before = model.states.map((state) => JSON.stringify(state)).join('\n');
      throw new Error(`No order of the last calls explains:\n${run.history.join('\n')}\nThe states before:\n${before}`);
    }
    model.states = states;
  }

  toString(): string {
    return `(${this.calls.join(' and ')})`;
  }
}
