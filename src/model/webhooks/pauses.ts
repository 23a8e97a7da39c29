/** The pauses between attempts in seconds, as Standard Webhooks suggests them but for the last: three days in all. */
const PAUSES = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000];
/** The share of a pause by which it varies, so that deliveries that failed together are not repeated together. */
const JITTER = 0.1;
/** The longest pause that a receiver may ask for. */
const MOST_ASKED = 86_400;

/**
 * The seconds until the next attempt; undefined after the last one.
 * @param attempts how many have ended before the one that failed now
 * @param asked the seconds that the receiver asks for
 */
export function nextPause(attempts: number, asked = 0): number | undefined {
  const pause = PAUSES[attempts];
  if (pause === undefined) return undefined;
  const varied = pause * (1 + JITTER * (2 * Math.random() - 1));
  return Math.ceil(Math.max(varied, Math.min(asked, MOST_ASKED)));
}
