import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Conflict } from '../../../errors.js';
import { sendTest } from '../../../model/webhooks/deliveries.js';
import { lockWebhook } from '../../../model/webhooks/webhooks.js';
import { webhookId } from '../webhook-in-path.js';

export const webhookTest = operation({
  on: 'POST',
  op: 'test',
  allow: admin,
  doc: 'Send a test to the webhook, as a delivery of type webhook.test. op=deliveries shows its result.',
  returns: z.object({ delivery: z.number() }),
  target: (context) => lockWebhook(context.db, webhookId(context)),
  async handle({ db, target: { id, enabled } }) {
    if (!enabled) throw new Conflict('The webhook is disabled.');
    return { delivery: await sendTest(db, id) };
  },
});
