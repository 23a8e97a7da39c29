import { resource } from '../../api/operation/operation.js';
import { webhooksCreate } from './create.js';
import { webhooksRead } from './read.js';

/** `webhooks/` */
export const webhooks = resource({
  name: 'WebhooksHandler',
  path: 'webhooks/',
  doc: 'Manage webhooks, which tell other systems of events.',
  operations: [webhooksRead, webhooksCreate],
});
