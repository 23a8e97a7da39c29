import autocannon, { type Request } from 'autocannon';

export const CONNECTIONS = 32;

export interface Throughput {
  readonly perSecond: number;
  /** Milliseconds */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Sends requests on 32 connections, each as `next` makes it.
 * @throws Error when one of them fails
 */
export async function load(
  url: URL,
  next: () => Request,
  extent: { readonly seconds: number } | { readonly amount: number },
): Promise<Throughput> {
  const result = await autocannon({
    url: url.href,
    connections: CONNECTIONS,
    requests: [{ setupRequest: (request) => ({ ...request, ...next() }) }],
    ...('amount' in extent ? { amount: extent.amount } : { duration: extent.seconds }),
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed`);
  return { perSecond: result.requests.total / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}
