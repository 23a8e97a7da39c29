import { expect, test } from 'vitest';
import { makeNode, randomMac } from '../../../support/factories/nodes.js';
import { nodePath, UNKNOWN_NODE, type WithSystemId } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();
const summary = (node: WithSystemId) => region.get('user2', nodePath(node), { op: 'summary' });

test('summary has the cluster, the times, and the networks and leases of each MAC address', async () => {
  const macs = [randomMac(), randomMac()] as const;
  const node = await makeNode(region, 'ready', { macs });
  const other = { name: 'rack', ip: '10.77.0.0', netmask: '255.255.0.0' };
  (await region.post('admin', 'networks/', other)).ok();
  (await region.post('admin', 'networks/rack/', { op: 'connect_macs', macs: macs[1] })).ok();
  await region.database.pool.query(
    `INSERT INTO dhcp_leases (ip, mac, nodegroup_id) SELECT '10.77.0.9', $1, nodegroup_id FROM nodes WHERE system_id = $2`,
    [macs[1], node.system_id],
  );
  const { json } = (await summary(node)).ok();
  expect(json).toEqual({
    cluster: { uuid: region.worker.uuid, name: expect.any(String) },
    error: '',
    created: expect.stringMatching(/^\d{4}-.*Z$/),
    updated: expect.stringMatching(/^\d{4}-.*Z$/),
    power_state_seen: null,
    user_data_size: null,
    macs: [
      { mac_address: macs[0], networks: [], ip_addresses: [] },
      { mac_address: macs[1], networks: ['rack'], ip_addresses: ['10.77.0.9'] },
    ],
  });
});

test('summary has the size of user data, and not its content', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  const data = Buffer.from('#!/bin/sh\necho hidden\n');
  (await region.post('user', nodePath(node), { op: 'start', user_data: data.toString('base64') })).ok();
  const reply = (await summary(node)).ok();
  expect(reply.json).toMatchObject({ user_data_size: data.length });
  expect(reply.text).not.toContain('hidden');
});

test('summary says why a node is broken', async () => {
  const node = await makeNode(region, 'ready');
  (await region.post('admin', nodePath(node), { op: 'mark_broken', error_description: 'no fan' })).ok();
  expect((await summary(node)).ok().json).toMatchObject({ error: 'no fan' });
});

test('summary of an unknown node is 404', async () => {
  expect((await summary(UNKNOWN_NODE)).status).toBe(404);
});
