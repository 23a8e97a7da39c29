import { z } from 'zod';
import type { Form } from '../body.js';
import type { Region } from '../region.js';

const Webhook = z.strictObject({
  resource_uri: z.string(),
  id: z.int(),
  url: z.string(),
  types: z.array(z.string()),
  level: z.string(),
  zone: z.string().nullable(),
  tag: z.string().nullable(),
  enabled: z.boolean(),
  created: z.iso.datetime(),
  last_delivery: z
    .strictObject({
      state: z.string(),
      status: z.int().nullable(),
      error: z.string(),
      attempted: z.iso.datetime(),
    })
    .nullable(),
  dead_letters: z.int(),
});
export const NewWebhook = Webhook.extend({ secret: z.string() });
export type NewWebhook = z.infer<typeof NewWebhook>;
export const Webhooks = z.array(Webhook);

const Delivery = z.strictObject({
  id: z.int(),
  message_id: z.string(),
  type: z.string(),
  state: z.string(),
  attempts: z.int(),
  created: z.iso.datetime(),
  attempted: z.iso.datetime().nullable(),
  next_attempt: z.iso.datetime().nullable(),
  status: z.int().nullable(),
  milliseconds: z.int().nullable(),
  error: z.string(),
});
export type Delivery = z.infer<typeof Delivery>;

/** Makes a webhook; an address of this machine needs the setting WEBHOOK_ALLOW. */
export async function makeWebhook(region: Region, form: Form = {}): Promise<NewWebhook> {
  return (await region.post('admin', 'webhooks/', { url: 'https://example.com/hook', ...form })).as(NewWebhook);
}

/** The deliveries of a webhook, the oldest first. */
export async function deliveriesOf(region: Region, { id }: Pick<NewWebhook, 'id'>): Promise<Delivery[]> {
  const reply = await region.get('admin', `webhooks/${id}/`, { op: 'deliveries' });
  return reply.as(z.array(Delivery)).reverse();
}

/** Makes the next attempts of all deliveries due now. */
export async function hurryDeliveries({ database }: Region): Promise<void> {
  await database.pool.query("UPDATE webhook_deliveries SET due = now() WHERE state = 'waiting'");
  await database.pool.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL');
  await database.pool.query('NOTIFY "jobs:insert", \'{"r":1,"count":32}\'');
}
