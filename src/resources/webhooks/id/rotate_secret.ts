import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { lockWebhook, rotateSecret } from '../../../model/webhooks/webhooks.js';
import { webhookId } from '../webhook-in-path.js';
import { newWebhookShape, webhookJson } from '../webhook-json.js';

export const webhookRotateSecret = operation({
  on: 'POST',
  op: 'rotate_secret',
  allow: admin,
  unkept: 'holds a secret',
  doc: 'Give the webhook a new secret, which is not shown again. For 24 hours the former one signs too.',
  returns: newWebhookShape,
  target: (context) => lockWebhook(context.db, webhookId(context)),
  async handle({ db, links, target: { id } }) {
    const { secret, ...webhook } = await rotateSecret(db, id);
    return { ...webhookJson(webhook, links), secret };
  },
});
