import { resource } from '../../../../../api/operation/operation.js';
import { sshkeyDeletes } from './delete.js';
import { sshkeyRead } from './read.js';

/** `account/prefs/sshkeys/{keyid}/` */
export const sshkey = resource({
  name: 'SSHKeyHandler',
  path: 'account/prefs/sshkeys/{keyid}/',
  doc: 'Manage an SSH key.',
  operations: [sshkeyRead, ...sshkeyDeletes],
});
