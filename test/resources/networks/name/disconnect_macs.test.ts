import { beforeEach, expect, test } from 'vitest';
import { connectedMacs, connectMacs, makeNetwork } from '../../../support/factories/networks.js';
import { makeNode, randomMac } from '../../../support/factories/nodes.js';
import { type As, useRegion } from '../../../support/region.js';

const UNKNOWN = '02:00:00:00:00:77';

const region = useRegion();
let network: string;
let [first, second] = ['', ''];
/** A network with the first of two MAC addresses. */
beforeEach(async () => {
  network = (await makeNetwork(region)).name;
  const { macaddress_set } = await makeNode(region, 'declared', { macs: [randomMac(), randomMac()] });
  [first = '', second = ''] = macaddress_set.map(({ mac_address }) => mac_address);
  await connectMacs(region, network, first);
});

const disconnect = (macs: string | readonly string[], as: As = 'admin', name = network) =>
  region.post(as, `networks/${name}/`, { op: 'disconnect_macs', macs });

test('disconnect_macs detaches this MAC address in any spelling, and answers null', async () => {
  await connectMacs(region, network, second);
  const reply = await disconnect(first.toUpperCase().replaceAll(':', '-'));
  expect([reply.status, reply.text]).toEqual([200, 'null']);
  expect(await connectedMacs(region, network)).toEqual([second]);
});

test('disconnect_macs of an address that is not attached, or of an empty one, changes nothing', async () => {
  for (const macs of [second, '']) (await disconnect(macs)).ok();
  expect(await connectedMacs(region, network)).toEqual([first]);
});

test('disconnect_macs with unknown addresses is refused and names them, and detaches none', async () => {
  const reply = await disconnect([first, second, UNKNOWN, '02:00:00:00:00:01']);
  const message = expect.stringContaining(`02:00:00:00:00:01, ${UNKNOWN}`);
  expect([reply.status, reply.json]).toEqual([400, { macs: [message] }]);
  expect(await connectedMacs(region, network)).toEqual([first]);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('disconnect_macs by %s is %i, and detaches nothing', async (as, status) => {
  expect((await disconnect(first, as)).status).toBe(status);
  expect(await connectedMacs(region, network)).toEqual([first]);
});

test('disconnect_macs of an unknown network is 404, before its addresses are validated', async () => {
  expect((await disconnect('x', 'admin', 'nowhere')).status).toBe(404);
});
