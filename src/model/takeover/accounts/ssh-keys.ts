import { createHash } from 'node:crypto';
import { id, text } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const sshKeys = tableMapping({
  source: 'maasserver_sshkey',
  shape: { id, user_id: id, key: text() },
  convert(row, conversion) {
    conversion.require('user_id', 'auth_user', row.user_id);
    const digest = createHash('sha256').update(row.key).digest('hex');
    conversion.claim('key', `${row.user_id} ${digest}`);
    return [{ table: 'ssh_keys', values: { ...row, digest } }];
  },
});
