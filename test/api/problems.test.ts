import { afterAll, beforeAll, expect, test } from 'vitest';
import { declaredNode, reportImages } from '../support/nodes.js';
import { type Region, startRegion } from '../support/region.js';

let region: Region;
let path: Record<'node' | 'network' | 'tag' | 'source', string>;

beforeAll(async () => {
  region = await startRegion();
  await reportImages(region);
  const create = async (url: string, form: Record<string, string>) => (await region.post('admin', url, form)).ok();
  await create('networks/', { name: 'taken', ip: '10.1.0.0', netmask: '255.255.0.0', vlan_tag: '7' });
  await create('networks/', { name: 'mine', ip: '10.2.0.0', netmask: '255.255.0.0' });
  await create('tags/?op=new', { name: 'taken' });
  await create('tags/?op=new', { name: 'mine' });
  await create('users/', { username: 'taken', email: 'taken@example.com', password: 'x', is_superuser: '0' });
  const { system_id } = await declaredNode(region);
  path = {
    node: `nodes/${system_id}/`,
    network: 'networks/mine/',
    tag: 'tags/mine/',
    source: `nodegroups/${region.worker.uuid}/boot-sources/`,
  };
});
afterAll(() => region[Symbol.asyncDispose]());

const BAD_TEXT = 'a\u0000';

test.each<[string, string, () => string, Record<string, string>, string[]]>([
  [
    'users POST',
    'POST',
    () => 'users/',
    { username: 'taken', email: 'taken@example.com', password: 'x', is_superuser: '7' },
    ['username', 'email', 'is_superuser'],
  ],
  [
    'networks POST',
    'POST',
    () => 'networks/',
    { name: 'taken', ip: 'x', netmask: '255.0.0.0', vlan_tag: '7', mac_addresses: 'aa:bb:cc:dd:ee:ff' },
    ['name', 'ip', 'vlan_tag', 'mac_addresses'],
  ],
  [
    'network PUT',
    'PUT',
    () => path.network,
    { name: 'taken', ip: '10.1.2.3', vlan_tag: '5000', mac_addresses: 'aa:bb:cc:dd:ee:ff' },
    ['name', 'ip', 'vlan_tag', 'mac_addresses'],
  ],
  [
    'tags new',
    'POST',
    () => 'tags/?op=new',
    { name: 'taken', definition: '//[', comment: BAD_TEXT },
    ['name', 'definition', 'comment'],
  ],
  ['tag PUT', 'PUT', () => path.tag, { name: 'taken', definition: '//[' }, ['name', 'definition']],
  ['boot-sources POST', 'POST', () => path.source, { url: 'x' }, ['url', '__all__']],
  [
    'acquire',
    'POST',
    () => 'nodes/?op=acquire',
    { name: BAD_TEXT, mem: 'bad', tags: 'nosuch', agent_name: BAD_TEXT },
    ['name', 'mem', 'tags', 'agent_name'],
  ],
  [
    'nodes new',
    'POST',
    () => 'nodes/?op=new',
    {
      architecture: 'nosuch/arch',
      hostname: '-',
      mac_addresses: 'x',
      nodegroup: 'nosuch',
      zone: 'nosuch',
      memory: 'x',
    },
    ['architecture', 'hostname', 'mac_addresses', 'nodegroup', 'zone', 'memory'],
  ],
  [
    'node PUT',
    'PUT',
    () => path.node,
    { architecture: 'nosuch/arch', hostname: '-', zone: 'nosuch', memory: 'x', power_type: 'nosuch' },
    ['architecture', 'hostname', 'zone', 'memory', 'power_type'],
  ],
])('%s with several wrong fields names all of them', async (_operation, method, url, form, fields) => {
  const reply = await region.call('admin', method, url(), { form });
  expect(reply.status).toBe(400);
  expect(Object.keys(Object(reply.json)).sort()).toEqual(fields.sort());
});
