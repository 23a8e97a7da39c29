import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { readWebhook } from '../../../model/webhooks/webhooks.js';
import { webhookId } from '../webhook-in-path.js';
import { webhookJson, webhookShape } from '../webhook-json.js';

export const webhookRead = operation({
  on: 'GET',
  allow: admin,
  doc: 'Read a webhook.',
  returns: webhookShape,
  handle: async (context) => webhookJson(await readWebhook(context.db, webhookId(context)), context.links),
});
