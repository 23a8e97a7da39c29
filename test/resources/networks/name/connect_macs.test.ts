import { beforeEach, expect, test } from 'vitest';
import { connectedMacs, connectMacs, makeNetwork } from '../../../support/factories/networks.js';
import { makeNode, randomMac } from '../../../support/factories/nodes.js';
import { type As, useRegion } from '../../../support/region.js';

const UNKNOWN = '02:00:00:00:00:77';

const region = useRegion();
let network: string;
let [first, second] = ['', ''];
beforeEach(async () => {
  network = (await makeNetwork(region)).name;
  const { macaddress_set } = await makeNode(region, 'declared', { macs: [randomMac(), randomMac()].sort() });
  [first = '', second = ''] = macaddress_set.map(({ mac_address }) => mac_address);
});

const connect = (macs: string | readonly string[], as: As = 'admin', name = network) =>
  region.post(as, `networks/${name}/`, { op: 'connect_macs', macs });

test('connect_macs attaches MAC addresses in any spelling, and answers null', async () => {
  const reply = await connect([first.toUpperCase().replaceAll(':', '-'), second]);
  expect([reply.status, reply.text]).toEqual([200, 'null']);
  expect(await connectedMacs(region, network)).toEqual([first, second]);
});

test('connect_macs of attached addresses, twice in one list, or of none changes nothing', async () => {
  for (const macs of [[first, first], [first], []]) (await connect(macs)).ok();
  expect(await connectedMacs(region, network)).toEqual([first]);
});

test('connect_macs of an address that another network has attaches it to both', async () => {
  const other = await makeNetwork(region);
  await connectMacs(region, other.name, first);
  (await connect(first)).ok();
  for (const name of [network, other.name]) expect(await connectedMacs(region, name)).toEqual([first]);
});

test('connect_macs with unknown addresses is refused and names them, and attaches none', async () => {
  await connectMacs(region, network, first);
  const reply = await connect([first, second, UNKNOWN, '02:00:00:00:00:01']);
  const message = expect.stringContaining(`02:00:00:00:00:01, ${UNKNOWN}`);
  expect([reply.status, reply.json]).toEqual([400, { macs: [message] }]);
  expect(await connectedMacs(region, network)).toEqual([first]);
});

test('connect_macs with a malformed address is refused', async () => {
  const reply = await connect('no address');
  expect([reply.status, reply.json]).toEqual([400, { macs: ["'no address' is not a valid MAC address."] }]);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('connect_macs by %s is %i, and attaches nothing', async (as, status) => {
  expect((await connect(first, as)).status).toBe(status);
  expect(await connectedMacs(region, network)).toEqual([]);
});

test('connect_macs of an unknown network is 404, before its addresses are validated', async () => {
  expect((await connect('x', 'admin', 'nowhere')).status).toBe(404);
});
