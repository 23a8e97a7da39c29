import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { DELIVERY_STATES, listDeliveries } from '../../../model/webhooks/deliveries.js';
import { readWebhook } from '../../../model/webhooks/webhooks.js';
import { optional } from '../../../params/param.js';
import { wholeNumber } from '../../../params/values.js';
import { webhookId } from '../webhook-in-path.js';
import { deliveryJson, deliveryShape } from '../webhook-json.js';

const MOST = 1_000;
const USUAL = 100;

export const webhookDeliveries = operation({
  on: 'GET',
  op: 'deliveries',
  allow: admin,
  doc: `List the deliveries of the webhook, newest first. Those in state dead are the dead letters: all attempts have failed.

Delivered ones are kept for 7 days, dead ones for 30 days and up to 1000.`,
  params: {
    state: optional(
      z.enum(DELIVERY_STATES, `Use one of ${DELIVERY_STATES.join(', ')}.`),
      `Only deliveries in this state: ${DELIVERY_STATES.join(', ')}.`,
    ),
    before: optional(wholeNumber(), 'The id of a delivery: only older ones are returned.'),
    limit: optional(wholeNumber(1, MOST), `The most deliveries to return, up to ${MOST}. Without it, ${USUAL}.`, USUAL),
  },
  returns: z.array(deliveryShape),
  target: (context) => readWebhook(context.db, webhookId(context)),
  handle: async ({ db, target, params: { state, before, limit } }) =>
    (await listDeliveries(db, target.id, { state, before, limit })).map(deliveryJson),
});
