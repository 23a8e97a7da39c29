import { expect, test } from 'vitest';
import { makeNetwork } from '../../../support/factories/networks.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('read by a user has the network', async () => {
  const network = await makeNetwork(region);
  expect((await region.get('user', `networks/${network.name}/`)).json).toEqual(network);
});

test('read of an unknown network is 404', async () => {
  expect((await region.get('user', 'networks/nowhere/')).status).toBe(404);
});
