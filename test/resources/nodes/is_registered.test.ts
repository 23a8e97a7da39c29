import { expect, test } from 'vitest';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const isRegistered = (mac: string) => region.get(null, 'nodes/', { op: 'is_registered', mac_address: mac });

test('is_registered with the MAC address of a node is true, in any spelling', async () => {
  const mac = randomMac();
  expect((await isRegistered(mac)).text).toBe('false');
  await makeNode(region, 'declared', { macs: [mac] });
  for (const spelling of [mac, mac.toUpperCase(), mac.replaceAll(':', '-'), mac.replaceAll(':', '')]) {
    expect((await isRegistered(spelling)).text).toBe('true');
  }
});

test('is_registered with the MAC address of a retired node is false', async () => {
  const mac = randomMac();
  await makeNode(region, 'retired', { macs: [mac] });
  expect((await isRegistered(mac)).text).toBe('false');
});

test.each([
  ['no MAC address', {}],
  ['a malformed MAC address', { mac_address: 'garbage' }],
  ['an empty MAC address', { mac_address: '' }],
])('is_registered with %s is 400', async (_what, query) => {
  expect((await region.get(null, 'nodes/', { op: 'is_registered', ...query })).status).toBe(400);
});

test('is_registered with credentials is an unknown operation', async () => {
  const query = { op: 'is_registered', mac_address: randomMac() };
  expect((await region.get('user', 'nodes/', query)).status).toBe(400);
});
