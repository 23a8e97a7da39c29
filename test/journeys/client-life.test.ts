import { expect, test } from 'vitest';
import { IMAGES } from '../support/factories/images.js';
import { ALLOCATED, COMMISSIONING, DECLARED, nodeKey, READY, signal } from '../support/nodes.js';
import { startRegion } from '../support/region.js';
import { AnonymousNode, Node, Nodes, SystemIds } from '../support/shapes.js';

test('a client can sign in, enlist, accept, commission, acquire, start, stop, release and delete a node', async () => {
  await using region = await startRegion();
  const { get, post, put } = {
    get: region.get.bind(region),
    post: region.post.bind(region),
    put: region.put.bind(region),
  };

  // An administrator signs in, describes the place and looks at what the region can do.
  expect((await get(null, 'version/')).json).toEqual({ capabilities: ['networks-management'] });
  expect((await get('admin', 'maas/', { op: 'get_config', name: 'default_distro_series' })).json).toBe('trusty');
  (await post('admin', 'zones/', { name: 'rack-1', description: 'first rack' })).ok();
  (await post('admin', 'networks/', { name: 'storage', ip: '10.20.0.0', netmask: '255.255.0.0', vlan_tag: '20' })).ok();
  (await post('admin', 'tags/', { op: 'new', name: 'ssd' })).ok();
  const images = JSON.stringify(IMAGES);
  const reported = await post('worker', `nodegroups/${region.worker.uuid}/boot-images/`, {
    op: 'report_boot_images',
    images,
  });
  expect(reported.text).toBe('OK');

  // A machine enlists itself, is accepted and commissioned.
  const mac = '52:54:00:12:34:56';
  const form = {
    op: 'new',
    architecture: 'amd64/generic',
    mac_addresses: mac,
    hostname: 'machine-1',
    power_type: 'ether_wake',
  };
  const enlisted = (await post(null, 'nodes/', { ...form, autodetect_nodegroup: '1', power_parameters: '' })).as(
    AnonymousNode,
  );
  expect(enlisted.status).toBe(DECLARED);
  const { system_id } = enlisted;
  const node = `nodes/${system_id}/`;
  expect((await post('admin', 'nodes/', { op: 'accept', nodes: system_id })).as(SystemIds)).toEqual([system_id]);
  expect((await get('user', node)).as(Node).status).toBe(COMMISSIONING);
  const key = await nodeKey(region, system_id);
  await signal(region, key, 'WORKING', { '00-maas-01-lshw.out': '<list/>' });
  await signal(region, key, 'OK');
  (await put('admin', node, { zone: 'rack-1', cpu_count: '8', memory: '16384' })).ok();
  (await post('admin', 'networks/storage/', { op: 'connect_macs', macs: mac })).ok();
  (await post('admin', 'tags/ssd/', { op: 'update_nodes', add: system_id })).ok();

  // A user acquires it by what it is, starts it, and nobody else gets it.
  const wanted = {
    op: 'acquire',
    arch: 'amd64',
    cpu_count: '4',
    mem: '8192',
    tags: 'ssd',
    zone: 'rack-1',
    networks: 'vlan:20',
  };
  const acquired = (await post('user', 'nodes/', { ...wanted, agent_name: 'life' })).as(Node);
  expect(acquired).toMatchObject({
    system_id,
    status: ALLOCATED,
    owner: 'user',
    tag_names: ['ssd', 'use-fastpath-installer'],
  });
  expect((await post('user2', 'nodes/', wanted)).status).toBe(409);
  const user_data = Buffer.from('#cloud-config\n').toString('base64');
  (
    await region.call('user', 'POST', `${acquired.resource_uri}?op=start`, {
      urlencoded: { user_data, distro_series: 'trusty' },
    })
  ).ok();
  const started = { ...acquired, substatus: 9, osystem: 'ubuntu', distro_series: 'trusty' };
  expect((await get('user', 'nodes/', { op: 'list_allocated' })).as(Nodes)).toEqual([started]);
  expect((await get('user2', node)).as(Node)).toEqual(started);
  expect((await get('user2', 'nodes/', { op: 'list' })).as(Nodes)).toEqual([]);

  // It is stopped, released and, by the administrator, deleted.
  (await post('user', node, { op: 'stop' })).ok();
  expect((await region.delete('admin', node)).status).toBe(409);
  expect((await post('user', node, { op: 'release' })).as(Node)).toMatchObject({ status: READY, owner: null });
  const actions = await region.database.pool.query(
    'SELECT change::text FROM power_actions WHERE system_id = $1 ORDER BY id',
    [system_id],
  );
  // No jobs run here, so the start found the power-on of commissioning still waiting; Wake-on-LAN cannot power off.
  expect(actions.rows).toEqual([{ change: 'on' }]);
  expect((await region.delete('admin', 'networks/storage/')).status).toBe(409);
  expect((await region.delete('admin', node)).status).toBe(204);
  expect((await region.delete('admin', 'networks/storage/')).status).toBe(204);
  expect((await get('user', 'nodes/', { op: 'list' })).as(Nodes)).toEqual([]);
});
