import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { deleteWebhook } from '../../../model/webhooks/webhooks.js';
import { webhookId } from '../webhook-in-path.js';

export const webhookDelete = operation({
  on: 'DELETE',
  allow: admin,
  doc: 'Delete a webhook, with its deliveries.',
  handle: async (context) => {
    await deleteWebhook(context.db, webhookId(context));
    return Reply.empty();
  },
});
