import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';
import { DELIVERY_STATES, type Delivery } from '../../model/webhooks/deliveries.js';
import type { Webhook } from '../../model/webhooks/webhooks.js';

const deliveryState = z.enum(DELIVERY_STATES);

export const webhookShape = z.object({
  resource_uri: z.string(),
  id: z.number(),
  url: z.string(),
  types: z.array(z.string()),
  level: z.string(),
  zone: z.string().nullable(),
  tag: z.string().nullable(),
  enabled: z.boolean(),
  created: z.string(),
  last_delivery: z
    .object({ state: deliveryState, status: z.number().nullable(), error: z.string(), attempted: z.string() })
    .nullable(),
  dead_letters: z.number(),
});

/** A webhook with its secret. */
export const newWebhookShape = webhookShape.extend({ secret: z.string() });

export function webhookJson({ created, last, dead, ...webhook }: Webhook, links: Links) {
  const { id, url, types, level, zone, tag, enabled } = webhook;
  return {
    resource_uri: links.api('webhooks', String(id)),
    id,
    url,
    types,
    level,
    zone,
    tag,
    enabled,
    created: created.toISOString(),
    last_delivery: last && { ...last, attempted: new Date(last.attempted).toISOString() },
    dead_letters: dead,
  };
}

export const deliveryShape = z.object({
  id: z.number(),
  message_id: z.string(),
  type: z.string(),
  state: deliveryState,
  attempts: z.number(),
  created: z.string(),
  attempted: z.string().nullable(),
  next_attempt: z.string().nullable(),
  status: z.number().nullable(),
  milliseconds: z.number().nullable(),
  error: z.string(),
});

export function deliveryJson({ created, attempted, due, ...delivery }: Delivery) {
  const { id, message_id, type, state, attempts, status, milliseconds, error } = delivery;
  return {
    id,
    message_id,
    type,
    state,
    attempts,
    created: created.toISOString(),
    attempted: attempted?.toISOString() ?? null,
    next_attempt: state === 'waiting' ? due.toISOString() : null,
    status,
    milliseconds,
    error,
  };
}
