import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';
import type { Delivery } from '../../model/webhooks/deliveries.js';
import type { Webhook } from '../../model/webhooks/webhooks.js';

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
});

/** A webhook with its secret. */
export const newWebhookShape = webhookShape.extend({ secret: z.string() });

export function webhookJson({ id, url, types, level, zone, tag, enabled, created }: Webhook, links: Links) {
  const resource_uri = links.api('webhooks', String(id));
  return { resource_uri, id, url, types, level, zone, tag, enabled, created: created.toISOString() };
}

export const deliveryShape = z.object({
  id: z.number(),
  message_id: z.string(),
  type: z.string(),
  state: z.enum(['waiting', 'delivered', 'dead']),
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
