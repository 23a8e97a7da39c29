import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import { z } from 'zod';
import { Unavailable } from '../../errors.js';
import type { Metrics } from '../../server/metrics.js';
import { Channel } from './channel.js';

/** The timeout of a worker's snapshot. It is longer than a worker waits for an unreachable database. */
const SNAPSHOT_MS = 2_000;
const SCRAPE_MS = 5_000;

/** The metrics of one process as prom-client's JSON. */
const Snapshot = z.array(z.looseObject({ name: z.string(), type: z.string() }));
type Snapshot = z.infer<typeof Snapshot>;

/** Types whose samples only grow. The sum over workers must not fall when a worker ends. */
const GROWING = ['counter', 'histogram', 'summary'];

/** The sum of the metrics of all workers, in their primary. */
export class WorkerMetrics {
  readonly #workers = new Map<number, { readonly channel: Channel; latest: Snapshot }>();
  /** The counts of workers that have ended. */
  #ended: object[] = [];

  /** Counts a worker in, and answers its scrapes. */
  add(worker: Worker): void {
    const peer = {
      send: (message: object, done: (error: Error | null) => void) => worker.send(message, done),
      onMessage: (listener: (message: unknown) => void) => worker.on('message', listener),
    };
    const entry = { channel: new Channel(peer, () => this.#read()), latest: [] };
    this.#workers.set(worker.id, entry);
    worker.once('exit', () => this.#remove(worker.id));
  }

  /** The metrics of all workers in the text format of Prometheus. A silent worker counts with its last snapshot. */
  async #read(): Promise<string> {
    const workers = [...this.#workers.values()];
    await Promise.all(
      workers.map(async (worker) => {
        const answer = await worker.channel.ask(SNAPSHOT_MS).catch(() => undefined);
        worker.latest = Snapshot.safeParse(answer).data ?? worker.latest;
      }),
    );
    const living = [...this.#workers.values()].map(({ latest }) => latest);
    return AggregatorRegistry.aggregate([...living, this.#ended]).metrics();
  }

  #remove(id: number): void {
    const worker = this.#workers.get(id);
    this.#workers.delete(id);
    worker?.channel.close();
    const counts = worker?.latest.filter(({ type }) => GROWING.includes(type)) ?? [];
    this.#ended = AggregatorRegistry.aggregate([this.#ended, counts]).getMetricsAsArray();
  }
}

/**
 * Lets the primary read the metrics of this worker.
 * @returns a function that reads the metrics of all workers from the primary
 */
export function shareMetrics(own: Metrics): () => Promise<string> {
  const peer = {
    send: (message: object, done: (error: Error | null) => void) => process.send?.(message, undefined, {}, done),
    onMessage: (listener: (message: unknown) => void) => process.on('message', listener),
  };
  const channel = new Channel(peer, () => own.snapshot());
  return async () => {
    try {
      return z.string().parse(await channel.ask(SCRAPE_MS));
    } catch {
      throw new Unavailable('The metrics of the workers cannot be read now.');
    }
  };
}
