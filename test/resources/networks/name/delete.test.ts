import { expect, test } from 'vitest';
import { makeNetwork } from '../../../support/factories/networks.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { macOf } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('delete removes the network, and can be repeated', async () => {
  const { name } = await makeNetwork(region);
  for (const _ of ['once', 'twice']) expect((await region.delete('admin', `networks/${name}/`)).status).toBe(204);
  expect((await region.get('user', `networks/${name}/`)).status).toBe(404);
});

test('delete of a network with nodes attached is 409 in plain text, until they are detached', async () => {
  const node = await makeNode(region, 'declared', { networks: ['used'] });
  const refused = await region.delete('admin', 'networks/used/');
  expect([refused.status, refused.type]).toEqual([409, expect.stringContaining('text/plain')]);
  (await region.post('admin', 'networks/used/', { op: 'disconnect_macs', macs: macOf(node) })).ok();
  expect((await region.delete('admin', 'networks/used/')).status).toBe(204);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('delete by %s is %i, and the network stays', async (as, status) => {
  const network = await makeNetwork(region);
  expect((await region.delete(as, `networks/${network.name}/`)).status).toBe(status);
  expect((await region.get('user', `networks/${network.name}/`)).json).toEqual(network);
});
