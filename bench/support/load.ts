import { Connection, type Request } from './connection.js';
import { median, quantile } from './figures.js';

export const CONNECTIONS = 32;

export interface Throughput {
  readonly perSecond: number;
  /** Milliseconds */
  readonly p50: number;
  readonly p99: number;
}

/** The length of a load: a time, or a number of answered requests. */
export interface Extent {
  readonly seconds?: number;
  readonly amount?: number;
  /** Default: 32. */
  readonly connections?: number;
}

/**
 * Sends requests on several connections. `next` makes each request.
 * @throws Error when the status of an answer is not 200
 */
export async function load(
  url: URL,
  next: () => Request,
  { seconds, amount, connections: count = CONNECTIONS }: Extent,
): Promise<Throughput> {
  const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(url)));
  const began = performance.now();
  const end = began + (seconds ?? Number.POSITIVE_INFINITY) * 1_000;
  let left = amount ?? Number.POSITIVE_INFINITY;
  const times: number[] = [];
  const drive = async (connection: Connection) => {
    for (let sent = performance.now(); sent < end && left > 0; sent = performance.now()) {
      left -= 1;
      await connection.send(next());
      times.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(connections.map(drive));
    const perSecond = (times.length / (performance.now() - began)) * 1_000;
    return { perSecond, p50: median(times), p99: quantile(times, 0.99) };
  } finally {
    for (const connection of connections) connection.close();
  }
}
