import { z } from 'zod';
import { type Access, user } from '../api/access.js';
import type { Caller } from '../api/caller.js';
import { type Context, operation, resource } from '../api/operation.js';
import { mandatory, optional, uploads } from '../api/params.js';
import { Reply } from '../api/reply.js';
import { Forbidden } from '../errors.js';
import { type BootingNode, setNetboot } from '../model/nodes/netboot.js';
import { nodeOfToken } from '../model/nodes/node-key.js';
import { storeSignal } from '../model/nodes/signal.js';
import { textUpTo, wholeNumber } from '../model/values.js';

/** A node that signs with its own credentials: it sees itself and nothing else. */
const node: Access = { ...user, label: 'node' };

/** @throws Forbidden for credentials that are no node's */
async function ownNode({ db, caller }: Context): Promise<BootingNode> {
  const found = await nodeOfToken(db, tokenKey(caller));
  if (!found) throw new Forbidden('These are not the credentials of a node.');
  return found;
}

function tokenKey({ token }: Caller): string {
  return token?.key ?? '';
}

const signal = operation({
  on: 'POST',
  op: 'signal',
  allow: node,
  doc: `Report on commissioning: OK, FAILED or WORKING, with the output of scripts as files named by their fields.

Once a node is ready or has failed its tests, further signals are accepted and ignored.`,
  params: {
    status: mandatory(z.string(), "'OK', 'FAILED' or 'WORKING'."),
    script_result: optional(wholeNumber(-32_768), 'Exit code of the script that made the files.'),
    power_type: optional(z.string(), 'The power type of the BMC that the node found.'),
    power_parameters: optional(z.string(), 'The parameters of that power type, as a JSON object.'),
    error: optional(textUpTo(255), 'What went wrong.'),
    files: uploads('Output of scripts.'),
  },
  target: ownNode,
  async handle({ db, target, params }) {
    const { status, files, ...report } = params;
    await storeSignal(db, target, status, { ...report, files });
    return Reply.text('OK');
  },
});

function netboot(on: boolean) {
  return operation({
    on: 'POST',
    op: on ? 'netboot_on' : 'netboot_off',
    allow: node,
    doc: `Turn ${on ? 'on' : 'off'} netboot on the node.`,
    target: ownNode,
    async handle({ db, target }) {
      await setNetboot(db, target.id, on);
      return Reply.text('OK');
    },
  });
}

/** `/metadata/{version}/` */
export const ownTree = resource({
  name: 'MetadataHandler',
  path: '{version}/',
  doc: 'What a node tells of itself.',
  operations: [signal, netboot(false), netboot(true)],
});
