const FIRST_MS = 3_000;
const LONGEST_MS = 48_000;

/**
 * How long to wait before the stream is opened again, in ms. Each refusal in a row doubles it, so that open pages do not
 * burden a region that has no room for their streams.
 */
export function retryPause(refusals: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(0, refusals - 1), LONGEST_MS);
}
