import { type CallOptions, type Reply, send } from '../../test/support/client.js';
import { median } from '../support/figures.js';

/** An answered request. */
interface Sample {
  readonly work: string;
  /** When it was answered, in milliseconds of `performance.now()` */
  readonly at: number;
  readonly ms: number;
  readonly signed: boolean;
}

/** Sends requests to region processes by turns, and measures them. */
export class Meter {
  readonly #samples: Sample[] = [];
  readonly errors: string[] = [];
  #sent = 0;

  /** @param regions the URLs of the APIs of the processes */
  constructor(private readonly regions: readonly URL[]) {}

  /**
   * Sends a request for a kind of work, signed with a key (null: anonymous).
   * @throws Error when the status is not 2xx; the error is also noted
   */
  async call(work: string, key: string | null, method: string, path: string, options?: CallOptions): Promise<Reply> {
    const region = this.regions[this.#sent++ % this.regions.length];
    if (!region) throw new Error('there is no region process');
    const began = performance.now();
    const reply = await send(region, key, method, path, options);
    const at = performance.now();
    this.#samples.push({ work, at, ms: at - began, signed: key !== null });
    return reply.ok();
  }

  /** Notes an error of a piece of work. */
  fail(work: string, error: unknown): void {
    this.errors.push(`${work}: ${error}`);
  }

  /** The median latency in milliseconds of requests that were answered between two times. */
  latency(from: number, to: number, work?: string): number {
    const chosen = this.#samples.filter((sample) => sample.at >= from && sample.at < to);
    return median(chosen.filter((sample) => work === undefined || sample.work === work).map(({ ms }) => ms));
  }

  /** The number of requests, or of signed ones, that were answered since a time. */
  count(since = 0, signedOnly = false): number {
    return this.#samples.filter(({ at, signed }) => at >= since && (signed || !signedOnly)).length;
  }
}
