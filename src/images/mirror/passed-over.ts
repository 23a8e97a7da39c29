import { toPrintable } from '../fetch/error.js';

/** A part of a mirror that is not imported, although it may be selected. */
export interface PassedOver {
  /** A product, a version of it, or an entry of an index. */
  readonly subject: string;
  readonly reason: string;
}

/** Collects what is passed over, each once. */
export class PassedOverList {
  readonly #all = new Map<string, PassedOver>();

  add(subject: string, reason: string): void {
    const part = { subject: toPrintable(subject), reason: toPrintable(reason) };
    this.#all.set(`${part.subject}: ${part.reason}`, part);
  }

  get all(): readonly PassedOver[] {
    return [...this.#all.values()];
  }
}

const MAX_NAMED = 5;

/** Names the first few in one line. */
export function summarize(passedOver: readonly PassedOver[]): string {
  const named = passedOver.slice(0, MAX_NAMED).map(({ subject, reason }) => `${subject}: ${reason}`);
  const more = passedOver.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more, see the log`] : [])].join('; ');
}
