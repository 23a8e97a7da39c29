import type { Delivery, Webhook } from '../../api/webhooks.js';
import { dateText } from '../../ui/date-text.js';

/** The result of a delivery so far. */
export function resultText({ state, status, milliseconds, error, next_attempt }: Delivery): string {
  if (state === 'delivered') return `The receiver answered ${status} after ${milliseconds} ms.`;
  if (state === 'dead') return error;
  if (error === '' || next_attempt === null) return 'It waits to be sent.';
  return `${error} The next attempt is at ${dateText(next_attempt)}.`;
}

/** Why nothing can be sent to a webhook now; undefined: it can. */
export function refusalOf({ enabled }: Webhook): string | undefined {
  return enabled ? undefined : 'The webhook is disabled.';
}
