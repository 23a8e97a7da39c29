import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { checkWebhookUrl, webhookUrl } from '../../../model/webhooks/url.js';
import { lockWebhook, updateWebhook } from '../../../model/webhooks/webhooks.js';
import { optional, optionalMany } from '../../../params/param.js';
import { withoutBlanks } from '../../../params/text.js';
import { flag } from '../../../params/values.js';
import { webhookId } from '../webhook-in-path.js';
import { webhookJson, webhookShape } from '../webhook-json.js';
import { DOCS, eventLevel, eventType, filterName } from '../webhook-parameters.js';

export const webhookUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a webhook. What is left out stays as it is. Deliveries that wait go to the new URL.',
  params: {
    url: optional(webhookUrl, DOCS.url),
    types: optionalMany(eventType, DOCS.types),
    level: optional(eventLevel, DOCS.level),
    zone: optional(filterName, DOCS.zone),
    tag: optional(filterName, DOCS.tag),
    enabled: optional(flag, DOCS.enabled),
  },
  returns: webhookShape,
  target: (context) => lockWebhook(context.db, webhookId(context)),
  async handle({ db, links, settings, target, params }) {
    if (params.url !== undefined) checkWebhookUrl(params.url, settings.webhookAllow);
    const changes = { ...params, types: params.types && withoutBlanks(params.types) };
    return webhookJson(await updateWebhook(db, target.id, changes), links);
  },
});
