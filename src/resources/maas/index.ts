import { resource } from '../../api/operation/operation.js';
import { maasGetConfig } from './get_config.js';
import { maasSetConfig } from './set_config.js';
import { maasStatus } from './status.js';

/** `maas/` */
export const maas = resource({
  name: 'MaasHandler',
  path: 'maas/',
  doc: 'Manage the configuration of this MAAS.',
  adminOnly: true,
  operations: [maasGetConfig, maasSetConfig, maasStatus],
});
