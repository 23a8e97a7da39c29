import { resource } from '../../../api/operation/operation.js';
import { webhookDelete } from './delete.js';
import { webhookDeliveries } from './deliveries.js';
import { webhookRead } from './read.js';
import { webhookRetry } from './retry.js';
import { webhookRotateSecret } from './rotate_secret.js';
import { webhookTest } from './test.js';
import { webhookUpdate } from './update.js';

/** `webhooks/{id}/` */
export const webhook = resource({
  name: 'WebhookHandler',
  path: 'webhooks/{id}/',
  doc: 'Manage a webhook, its secret and its deliveries.',
  operations: [
    webhookRead,
    webhookUpdate,
    webhookDelete,
    webhookTest,
    webhookRotateSecret,
    webhookDeliveries,
    webhookRetry,
  ],
});
