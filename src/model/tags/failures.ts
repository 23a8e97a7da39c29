import type { Logger } from 'pino';
import type { EvaluationFailure } from '../hardware/verdicts.js';
import type { NodeVersion } from './examined.js';
import type { DefinedTag } from './matches.js';

/** Logs the failures of an evaluation, each one once. */
export class FailureLog {
  readonly #seen = new Set<string>();

  constructor(private readonly log: Pick<Logger, 'warn'>) {}

  note(failures: readonly EvaluationFailure[], tags: readonly DefinedTag[], nodes: readonly NodeVersion[]): void {
    for (const { row, column, reason } of failures) {
      const tag = column === undefined ? undefined : tags[column]?.name;
      const node = row === undefined ? undefined : nodes[row]?.system_id;
      const key = JSON.stringify([tag, node, reason]);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.log.warn({ tag, node, reason }, 'a tag could not be evaluated in full');
    }
  }
}
