import { expect, test } from 'vitest';
import { makeNode, randomMac } from '../../../support/factories/nodes.js';
import { macOf } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';
import { AnonymousNode } from '../../../support/shapes.js';

const region = useRegion({ env: { ENLIST_IGNORE_MACS: '02-AA-bb, 02:cc:00:00:00:01' } });

const enlist = (...macs: string[]) =>
  region.post(null, 'nodes/', { op: 'new', architecture: 'amd64/generic', hostname: '', mac_addresses: macs });

const refusals = () => region.database.prisma.event.findMany({ where: { type: 'Enlistment refused' } });

test('new with ignored MAC addresses beside another stores the other, for any number of machines', async () => {
  for (let count = 0; count < 2; count += 1) {
    const mac = randomMac();
    const reply = await enlist('02:AA:BB:00:00:01', mac, '02:cc:00:00:00:01');
    expect(reply.as(AnonymousNode).macaddress_set).toEqual([{ mac_address: mac }]);
  }
  expect(await refusals()).toEqual([]);
});

test('new with ignored MAC addresses alone is refused', async () => {
  const reply = await enlist('02:aa:bb:00:00:01');
  expect([reply.status, reply.json]).toEqual([400, { mac_addresses: [expect.any(String)] }]);
});

test('new with a MAC address in use stores nothing and makes an event that names both machines', async () => {
  const known = await makeNode(region);
  const [taken, other] = [macOf(known), randomMac()];
  const before = await region.database.prisma.macAddress.count();
  expect((await enlist(taken, other)).status).toBe(400);
  expect(await region.database.prisma.macAddress.count()).toBe(before);
  const [event, ...more] = await refusals();
  expect(more).toEqual([]);
  expect(event?.systemId).toBe(known.system_id);
  for (const words of [other, `${taken} belongs to ${known.hostname} (${known.system_id})`, '127.0.0.1'])
    expect(event?.description).toContain(words);
});
