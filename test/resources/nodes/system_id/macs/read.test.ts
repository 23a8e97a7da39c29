import { expect, test } from 'vitest';
import { makeNode, randomMac } from '../../../../support/factories/nodes.js';
import { nodePath, UNKNOWN_NODE } from '../../../../support/nodes.js';
import { useRegion } from '../../../../support/region.js';

const region = useRegion();

test('read of the MAC addresses of a node has them in their order, for any user', async () => {
  const node = await makeNode(region, 'allocated', { macs: [randomMac(), randomMac()] });
  expect((await region.get('user2', `${nodePath(node)}macs/`)).json).toEqual(node.macaddress_set);
});

test('read of the MAC addresses of an unknown node is 404, without credentials 401', async () => {
  expect((await region.get('user', `${nodePath(UNKNOWN_NODE)}macs/`)).status).toBe(404);
  expect((await region.get(null, `${nodePath(await makeNode(region))}macs/`)).status).toBe(401);
});
