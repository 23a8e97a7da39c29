import { type Operation, operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { setNetboot } from '../../model/nodes/boot/booting-node.js';
import { lockFrom, type NodeSource } from './node-source.js';

/** `op=netboot_on` or `op=netboot_off`. Installers turn netboot off when they are done. */
export function netboot(source: NodeSource, on: boolean): Operation {
  return operation({
    on: 'POST',
    op: on ? 'netboot_on' : 'netboot_off',
    allow: source.allow,
    audited: 'never',
    doc: `Turn ${on ? 'on' : 'off'} netboot on the node.`,
    target: (context) => lockFrom(source, context),
    async handle({ db, target }) {
      await setNetboot(db, target.id, on);
      return Reply.text('OK');
    },
  });
}
