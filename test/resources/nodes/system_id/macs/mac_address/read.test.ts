import { expect, test } from 'vitest';
import { makeNode, randomMac } from '../../../../../support/factories/nodes.js';
import { macOf, nodePath } from '../../../../../support/nodes.js';
import { useRegion } from '../../../../../support/region.js';

const region = useRegion();

test('read of a MAC address finds it in any spelling', async () => {
  const node = await makeNode(region, 'declared', { macs: [randomMac(), randomMac()] });
  const mac = macOf(node);
  for (const spelling of [mac, encodeURIComponent(mac), mac.toUpperCase()]) {
    expect((await region.get('user', `${nodePath(node)}macs/${spelling}/`)).json).toEqual(node.macaddress_set[0]);
  }
});

test('read of a MAC address that the node does not have is 404', async () => {
  const [node, other] = [await makeNode(region), await makeNode(region)];
  for (const mac of [randomMac(), macOf(other)]) {
    expect((await region.get('user', `${nodePath(node)}macs/${mac}/`)).status).toBe(404);
  }
});

test('read of a malformed MAC address is 400', async () => {
  expect((await region.get('user', `${nodePath(await makeNode(region))}macs/invalid/`)).status).toBe(400);
});

test('update of a MAC address is 405', async () => {
  const node = await makeNode(region, 'allocated');
  const form = { mac_address: randomMac() };
  expect((await region.put('user', `${nodePath(node)}macs/${macOf(node)}/`, form)).status).toBe(405);
});
