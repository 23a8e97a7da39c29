import { expect, test } from 'vitest';
import { makeNode, randomMac } from '../../../../../support/factories/nodes.js';
import { macOf, nodePath, readNode, UNKNOWN_NODE, type WithSystemId } from '../../../../../support/nodes.js';
import { type As, useRegion } from '../../../../../support/region.js';

const region = useRegion();
const remove = (as: As, node: WithSystemId, mac: string) => region.delete(as, `${nodePath(node)}macs/${mac}/`);

test('delete by the owner removes the MAC address', async () => {
  const node = await makeNode(region, 'allocated', { macs: [randomMac(), randomMac()] });
  const reply = await remove('user', node, macOf(node));
  expect([reply.status, reply.bytes.length]).toEqual([204, 0]);
  expect((await readNode(region, node.system_id)).macaddress_set).toEqual(node.macaddress_set.slice(1));
});

test.each<[string, As, number, (mac: string) => string]>([
  ['of a node of another user', 'user2', 403, (mac) => mac],
  ['that is malformed', 'user2', 400, () => 'invalid'],
  ['that the node does not have', 'user', 404, () => randomMac()],
])('delete of a MAC address %s by %s is %i', async (_what, as, status, spell) => {
  const node = await makeNode(region, 'allocated');
  expect((await remove(as, node, spell(macOf(node)))).status).toBe(status);
  expect(await readNode(region, node.system_id)).toEqual(node);
});

test('delete of a MAC address of an unknown node is 404', async () => {
  expect((await remove('user', UNKNOWN_NODE, macOf(await makeNode(region)))).status).toBe(404);
});
