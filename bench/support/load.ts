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
  // autocannon counts whole seconds: they begin with the first request and end with the last response.
  let first = 0;
  let last = 0;
  const setupRequest = (request: Request): Request => {
    first ||= performance.now();
    return { ...request, ...next() };
  };
  const onResponse = () => {
    last = performance.now();
  };
  const result = await autocannon({
    url: url.href,
    connections: CONNECTIONS,
    requests: [{ setupRequest, onResponse }],
    ...('amount' in extent ? { amount: extent.amount } : { duration: extent.seconds }),
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed`);
  return {
    perSecond: (result.requests.total / (last - first)) * 1_000,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}
