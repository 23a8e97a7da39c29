import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { checkWebhookUrl, webhookUrl } from '../../model/webhooks/url.js';
import { createWebhook } from '../../model/webhooks/webhooks.js';
import { field, optional, optionalMany } from '../../params/param.js';
import { withoutBlanks } from '../../params/text.js';
import { flag } from '../../params/values.js';
import { newWebhookShape, webhookJson } from './webhook-json.js';
import { DOCS, eventLevel, eventType, filterName } from './webhook-parameters.js';

export const webhooksCreate = operation({
  on: 'POST',
  allow: admin,
  unkept: 'holds a secret',
  doc: `Create a webhook: events are posted to its URL as JSON, signed as Standard Webhooks defines it (HMAC-SHA256).

The answer has the secret, which is not shown again. Addresses that are not public need the setting WEBHOOK_ALLOW. Failed
deliveries are repeated for about three days, and for four days at most. Of each webhook, up to 10000 wait.`,
  params: {
    url: field(webhookUrl, DOCS.url),
    types: optionalMany(eventType, DOCS.types),
    level: optional(eventLevel, `${DOCS.level} Without it, INFO.`, 'INFO'),
    zone: optional(filterName, DOCS.zone, null),
    tag: optional(filterName, DOCS.tag, null),
    enabled: optional(flag, `${DOCS.enabled} Without it, true.`, true),
  },
  returns: newWebhookShape,
  async handle({ db, audit, links, settings, params: { types = [], ...given } }) {
    checkWebhookUrl(given.url, settings.webhookAllow);
    const { secret, ...webhook } = await createWebhook(db, { ...given, types: withoutBlanks(types) });
    audit.add([String(webhook.id)]);
    return { ...webhookJson(webhook, links), secret };
  },
});
