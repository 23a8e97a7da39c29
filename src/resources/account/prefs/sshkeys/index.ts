import { resource } from '../../../../api/operation/operation.js';
import { sshkeysList } from './list.js';
import { sshkeysNew } from './new.js';

/** `account/prefs/sshkeys/` */
export const sshkeys = resource({
  name: 'SSHKeysHandler',
  path: 'account/prefs/sshkeys/',
  doc: 'Manage the SSH keys of the user who calls. The keys give access to the nodes of the user.',
  operations: [sshkeysList, sshkeysNew],
});
