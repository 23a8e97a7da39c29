import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { readScript } from '../../../model/commissioning/scripts.js';

export const commissioningScriptRead = operation({
  on: 'GET',
  allow: admin,
  doc: 'Read a commissioning script, byte for byte.',
  handle: async ({ db, arg }) => Reply.bytes('application/binary', await readScript(db, arg('name'))),
});
