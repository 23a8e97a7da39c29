import type { Logger } from 'pino';
import { type RegionClient, RegionError } from './client.js';
import { Backoff, pause } from './wait.js';

export interface ReportOptions<Value> {
  /** What is reported, for the log */
  readonly name: string;
  /** @throws RegionError */
  readonly send: (value: Value) => Promise<void>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** After this time the last value is sent again; undefined: never */
  readonly repeatMs?: number;
}

/** Sends the last value of something to the region: at once when it is set, again after a failure, and at intervals. */
export class Report<Value> {
  #value: { readonly value: Value } | undefined;
  #wake = () => {};
  #isFailing = false;

  constructor(private readonly options: ReportOptions<Value>) {}

  set(value: Value): void {
    this.#value = { value };
    this.#wake();
  }

  /** Sends until the signal aborts. @throws the signal's reason */
  async run(): Promise<never> {
    const { signal, repeatMs } = this.options;
    const backoff = new Backoff(signal);
    for (;;) {
      const sent = this.#value;
      if (sent && !(await this.#send(sent.value))) await backoff.wait();
      else {
        backoff.reset();
        if (this.#value === sent) await this.#sleep(signal, repeatMs);
      }
    }
  }

  async #send(value: Value): Promise<boolean> {
    const { name, send, log, signal } = this.options;
    try {
      await send(value);
      this.#isFailing = false;
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RegionError)) throw error;
      if (!this.#isFailing) log.warn(`${name} cannot be reported: ${error.message}`);
      this.#isFailing = true;
      return false;
    }
  }

  /** Until the next value, the interval or the signal */
  async #sleep(signal: AbortSignal, ms: number | undefined): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await pause(ms ?? 2 ** 31 - 1, AbortSignal.any([signal, woken.signal])).catch(() => signal.throwIfAborted());
  }
}

/** The reports of a cluster to its region. All throw RegionError. */
export function reportsOf(region: RegionClient, uuid: string, key: string) {
  const path = `nodegroups/${encodeURIComponent(uuid)}/`;
  const post = async (below: string, op: string, parameters: Record<string, string>) => {
    await region.call({ method: 'POST', path: `${path}${below}`, op, parameters, key });
  };
  return {
    /** @param leases MAC addresses by IP address: all that there are */
    leases: (leases: ReadonlyMap<string, string>) =>
      post('', 'update_leases', { leases: JSON.stringify(Object.fromEntries(leases)) }),
    images: (images: readonly object[]) =>
      post('boot-images/', 'report_boot_images', { images: JSON.stringify(images) }),
    /** @param ip empty: there is no foreign server */
    foreignDhcp: (name: string, ip: string) =>
      post(`interfaces/${encodeURIComponent(name)}/`, 'report_foreign_dhcp', { foreign_dhcp_ip: ip }),
  };
}
