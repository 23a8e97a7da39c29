import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Conflict } from '../../../errors.js';
import { retryDeliveries } from '../../../model/webhooks/deliveries.js';
import { lockWebhook } from '../../../model/webhooks/webhooks.js';
import { optionalMany } from '../../../params/param.js';
import { wholeNumber } from '../../../params/values.js';
import { webhookId } from '../webhook-in-path.js';

export const webhookRetry = operation({
  on: 'POST',
  op: 'retry',
  allow: admin,
  doc: 'Send dead letters of the webhook again, with the same ids of messages.',
  params: { ids: optionalMany(wholeNumber(), 'The ids of dead letters. Without it, all of the webhook.') },
  returns: z.object({ count: z.number() }),
  target: (context) => lockWebhook(context.db, webhookId(context)),
  async handle({ db, target: { id, enabled }, params: { ids } }) {
    if (!enabled) throw new Conflict('The webhook is disabled.');
    return { count: await retryDeliveries(db, id, ids) };
  },
});
