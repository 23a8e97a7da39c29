import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listWebhooks } from '../../model/webhooks/webhooks.js';
import { webhookJson, webhookShape } from './webhook-json.js';

export const webhooksRead = operation({
  on: 'GET',
  allow: admin,
  doc: 'List all webhooks, the oldest first. Their secrets are never shown again.',
  returns: z.array(webhookShape),
  handle: async ({ db, links }) => (await listWebhooks(db)).map((webhook) => webhookJson(webhook, links)),
});
