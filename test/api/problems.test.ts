import { beforeAll, expect, test } from 'vitest';
import { sourcesPath } from '../support/factories/boot-sources.js';
import { makeNode } from '../support/factories/nodes.js';
import { useRegion } from '../support/region.js';

const region = useRegion();
let node: string;

beforeAll(async () => {
  const create = async (url: string, form: Record<string, string>) => (await region.post('admin', url, form)).ok();
  await create('networks/', { name: 'taken', ip: '10.1.0.0', netmask: '255.255.0.0', vlan_tag: '7' });
  await create('networks/', { name: 'mine', ip: '10.2.0.0', netmask: '255.255.0.0' });
  await create('tags/?op=new', { name: 'taken' });
  await create('tags/?op=new', { name: 'mine' });
  await create('users/', { username: 'taken', email: 'taken@example.com', password: 'x', is_superuser: '0' });
  node = `nodes/${(await makeNode(region, 'declared')).system_id}/`;
});

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
    () => 'networks/mine/',
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
  ['tag PUT', 'PUT', () => 'tags/mine/', { name: 'taken', definition: '//[' }, ['name', 'definition']],
  ['boot-sources POST', 'POST', () => sourcesPath(region), { url: 'x' }, ['url', '__all__']],
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
    () => node,
    { architecture: 'nosuch/arch', hostname: '-', zone: 'nosuch', memory: 'x', power_type: 'nosuch' },
    ['architecture', 'hostname', 'zone', 'memory', 'power_type'],
  ],
])('%s with several invalid fields names all of them', async (_operation, method, url, form, fields) => {
  const reply = await region.call('admin', method, url(), { form });
  expect(reply.status).toBe(400);
  expect(Object.keys(Object(reply.json)).sort()).toEqual(fields.sort());
});
