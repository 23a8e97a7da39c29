import { expect, test } from 'vitest';
import type { Form } from '../../../../support/body.js';
import { makeNode, randomMac } from '../../../../support/factories/nodes.js';
import { macOf, nodePath, readNode, UNKNOWN_NODE, type WithSystemId } from '../../../../support/nodes.js';
import { type As, useRegion } from '../../../../support/region.js';

const region = useRegion();
const create = (as: As, node: WithSystemId, form: Form = { mac_address: randomMac() }) =>
  region.post(as, `${nodePath(node)}macs/`, form);

test('create of a MAC address in upper case stores it in lower case, and answers it as sent', async () => {
  const node = await makeNode(region, 'allocated');
  const mac = randomMac();
  const reply = await create('user', node, { mac_address: mac.toUpperCase() });
  expect([reply.status, reply.json]).toEqual([200, expect.objectContaining({ mac_address: mac.toUpperCase() })]);
  const { macaddress_set } = await readNode(region, node.system_id);
  expect(macaddress_set.map(({ mac_address }) => mac_address)).toEqual([macOf(node), mac]);
});

test.each<[string, Form, string]>([
  ['a malformed MAC address', { mac_address: 'invalid-mac' }, "'invalid-mac' is not a valid MAC address."],
  ['no MAC address', {}, 'This field is required.'],
])('create with %s is refused', async (_what, form, message) => {
  expect((await create('admin', await makeNode(region), form)).json).toEqual({ mac_address: [message] });
});

test('create with the MAC address of another node is refused', async () => {
  const [node, other] = [await makeNode(region), await makeNode(region)];
  expect((await create('admin', node, { mac_address: macOf(other) })).wrongFields).toEqual(['mac_address']);
});

test('create for a node of another user is 403, for an unknown one 404', async () => {
  expect((await create('user2', await makeNode(region, 'allocated'))).status).toBe(403);
  expect((await create('user', UNKNOWN_NODE)).status).toBe(404);
});
