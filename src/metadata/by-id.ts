import { BlockList, isIPv6 } from 'node:net';
import { anyone } from '../api/access.js';
import { type Context, operation, resource } from '../api/operation.js';
import { Reply } from '../api/reply.js';
import { Forbidden, NotFound } from '../errors.js';
import { type BootingNode, findBootingNode, setNetboot } from '../model/nodes/netboot.js';
import { ensureNodeKey } from '../model/nodes/node-key.js';
import { datasourcePreseed } from './preseed.js';

/** A node named by its id, without credentials: it has none yet. @throws Forbidden, NotFound */
async function anonymousNode({ db, caller, settings, arg }: Context): Promise<BootingNode> {
  if (!isAllowed(caller.address, settings.metadataAllow)) throw new Forbidden('This address may not read metadata.');
  const node = await findBootingNode(db, arg('system_id'));
  if (!node) throw new NotFound();
  return node;
}

function isAllowed(address: string, cidrs: readonly string[]): boolean {
  if (cidrs.length === 0) return true;
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [base = '', bits] = cidr.split('/');
    const family = isIPv6(base) ? 'ipv6' : 'ipv4';
    list.addSubnet(base, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

const getPreseed = operation({
  on: 'GET',
  op: 'get_preseed',
  allow: anyone,
  transaction: true,
  doc: 'Get the preseed of a node: how it finds its metadata, with its credentials.',
  target: anonymousNode,
  async handle({ db, target, links }) {
    const key = await ensureNodeKey(db, target.id);
    return Reply.text(datasourcePreseed(target, key, target.maas_url || links.region()));
  },
});

const netbootOff = operation({
  on: 'POST',
  op: 'netboot_off',
  allow: anyone,
  doc: 'Turn off netboot on the node: installers call this when they are done.',
  target: anonymousNode,
  async handle({ db, target }) {
    await setNetboot(db, target.id, false);
    return Reply.text('OK');
  },
});

/** `/metadata/{version}/by-id/{system_id}/` */
export const byId = resource({
  name: 'MetadataByIdHandler',
  path: '{version}/by-id/{system_id}/',
  doc: 'What a node may do before it has credentials.',
  operations: [getPreseed, netbootOff],
});
