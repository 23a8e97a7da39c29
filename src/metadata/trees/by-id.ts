import { anyone } from '../../api/operation/authorize.js';
import { operation, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { NotFound } from '../../errors.js';
import { readBootingNode, recordPreseedRead } from '../../model/nodes/boot/booting-node.js';
import { regionUrl } from '../payload/region-url.js';
import { nodePreseed } from '../preseed/node.js';
import { netboot } from './netboot.js';
import { checkAddress, type NodeSource, readFrom } from './node-source.js';

/** Finds a node by its id in the path. The node does not sign, as it has no credentials yet. */
const source: NodeSource = {
  allow: anyone,
  refer(context) {
    checkAddress(context);
    return { by: 'system_id', value: context.arg('system_id') };
  },
  missing: () => new NotFound(),
};

const getPreseed = operation({
  on: 'GET',
  op: 'get_preseed',
  allow: anyone,
  doc: 'Get the preseed of a node. It says how the node is commissioned or installed, and holds its credentials.',
  target: (context) => readFrom(source, context, readBootingNode),
  async handle({ db, target, links }) {
    await recordPreseedRead(db, target);
    return Reply.text(await nodePreseed(db, target, regionUrl(target.maas_url, links)));
  },
});

/** `/metadata/{version}/by-id/{system_id}/` */
export const byId = resource({
  name: 'MetadataByIdHandler',
  path: '{version}/by-id/{system_id}/',
  doc: 'The operations that a node calls before it has credentials.',
  operations: [getPreseed, netboot(source, false)],
});
