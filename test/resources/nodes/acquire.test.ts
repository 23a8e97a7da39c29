import { beforeEach, describe, expect, test } from 'vitest';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { ALLOCATED, readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const region = useRegion();
let other: Node;
let node: Node;

/** Two ready nodes: one that a constraint is to pass over, and one that it is to find. */
beforeEach(async () => {
  await region.database.pool.query('DELETE FROM nodes; DELETE FROM networks; DELETE FROM tags');
  other = await makeNode(region, 'ready', { hostname: 'other' });
  node = await makeNode(region, 'ready', { hostname: 'wanted', architecture: 'armhf/highbank' });
});

type Constraints = Record<string, string | string[]>;
const acquire = (constraints: Constraints, as: As = 'user') =>
  region.post(as, 'nodes/', { op: 'acquire', ...constraints });

async function gives(constraints: Constraints) {
  const given = (await acquire(constraints)).as(Node);
  expect(given.hostname).toBe('wanted');
  (await region.post('user', `nodes/${given.system_id}/`, { op: 'release' })).ok();
}

async function givesNone(constraints: Constraints) {
  const reply = await acquire(constraints);
  expect([reply.status, reply.type]).toEqual([409, 'text/plain; charset=utf-8']);
  return reply.text;
}

async function refuses(constraints: Constraints, ...fields: string[]) {
  const reply = await acquire(constraints);
  expect([reply.status, reply.type]).toEqual([400, 'application/json']);
  expect(Object.keys(Object(reply.json)).sort()).toEqual(fields.sort());
  return reply.text;
}

const facts = (sql: string) =>
  region.database.pool.query(`UPDATE nodes SET ${sql} WHERE system_id = $1`, [node.system_id]);
async function tag(...names: string[]) {
  for (const name of names) {
    (await region.post('admin', 'tags/', { op: 'new', name })).ok();
    (await region.post('admin', `tags/${name}/`, { op: 'update_nodes', add: node.system_id })).ok();
  }
}
async function network(name: string, ip: string, vlan: string, macs: string[]) {
  (await region.post('admin', 'networks/', { name, ip, netmask: '255.255.255.0', vlan_tag: vlan })).ok();
  (await region.post('admin', `networks/${name}/`, { op: 'connect_macs', macs })).ok();
}
const macOf = ({ macaddress_set }: Node) => String(macaddress_set[0]?.mac_address);

describe('POST nodes/ op=acquire', () => {
  test('gives a ready node: allocated, with owner, token and agent name; an earlier agent name goes', async () => {
    await facts("agent_name = 'before'");
    const given = (await acquire({ name: 'wanted' })).as(Node);
    expect(given).toMatchObject({ system_id: node.system_id, status: ALLOCATED, owner: 'user', netboot: true });
    const { rows } = await region.database.pool.query(
      'SELECT n.agent_name, t.key FROM nodes n JOIN tokens t ON t.id = n.token_id WHERE n.system_id = $1',
      [node.system_id],
    );
    expect(rows).toEqual([{ agent_name: '', key: String(region.keyOf('user')).split(':')[1] }]);
  });

  test('passes over nodes that are not ready and ready ones of other users', async () => {
    await makeNode(region, 'declared', { hostname: 'declared' });
    await makeNode(region, 'allocated', { owner: 'user2', hostname: 'taken' });
    await facts("owner_id = (SELECT id FROM users WHERE username = 'user2')");
    for (const name of ['declared', 'taken', 'wanted']) await givesNone({ name });
    expect((await acquire({ name: 'wanted' }, 'user2')).as(Node).owner).toBe('user2');
  });

  test('name finds host.domain within the cluster of that domain', async () => {
    await gives({ name: 'wanted.maas' });
    await givesNone({ name: 'wanted.elsewhere' });
    await givesNone({ name: 'want' });
  });

  test('arch is full, primary only, or arm for armhf; others are unknown', async () => {
    for (const arch of ['armhf/highbank', 'armhf', 'arm']) await gives({ arch });
    for (const arch of ['sparc', 'armhf/none', '/']) await refuses({ arch }, 'arch');
    await givesNone({ arch: 'i386' });
  });

  test('cpu_count and mem are minima, rounded up; empty, zero and negative are none', async () => {
    await facts('cpu_count = 3, memory = 1024');
    for (const cpu_count of ['3', '2.5', '3.0', '1e0']) await gives({ cpu_count, mem: '1024' });
    await givesNone({ cpu_count: '3.1' });
    await givesNone({ mem: '1024.5' });
    for (const mem of ['', '0', '-5']) expect((await acquire({ mem, name: 'other' })).status).not.toBe(400);
    for (const mem of ['bags', 'inf', 'nan', '1e999', '0x10'])
      await refuses({ mem, cpu_count: mem }, 'cpu_count', 'mem');
  });

  test('tags must all be there, split by commas and blanks; unknown ones are named', async () => {
    await tag('fast', 'stable', 'cute');
    for (const tags of ['fast', 'fast, stable', 'fast stable', ['fast,stable', 'cute'], 'fast,fast'])
      await gives({ tags });
    (await region.post('admin', 'tags/', { op: 'new', name: 'cheap' })).ok();
    await givesNone({ tags: 'fast, cheap' });
    expect(await refuses({ tags: 'fast, hairy, boo' }, 'tags')).toMatch(/'hairy', 'boo'|'boo', 'hairy'/);
  });

  test('networks are found by name, address and VLAN tag; all must be attached', async () => {
    await network('left', '10.1.1.0', '23', [macOf(node), macOf(other)]);
    await network('right', '10.1.2.0', '0', [macOf(node)]);
    for (const spec of ['right', 'ip:10.1.2.255']) await gives({ networks: [spec, 'left'] });
    await gives({ networks: ['vlan:0x17', 'right', 'ip:10.1.2.7'] });
    await gives({ networks: 'right', not_networks: [] });
    await givesNone({ networks: 'left', not_networks: 'vlan:23' });
    expect((await acquire({ not_networks: 'right' })).as(Node).hostname).toBe('other');
    for (const bad of [
      'nowhere',
      'ip:',
      'ip:abc',
      'vlan:0',
      'vlan:4095',
      'vlan:B',
      'vlan:',
      'foo:bar',
      '10.4.4.4',
      '#.!',
      '',
    ]) {
      await refuses({ networks: bad, not_networks: bad }, 'networks', 'not_networks');
    }
    for (const tag of ['-1', '0', '4095', '0xfff']) {
      expect((await acquire({ networks: `vlan:${tag}` })).json).toEqual({
        networks: [expect.stringContaining('range')],
      });
    }
  });

  test('connected_to needs all routers, not_connected_to none', async () => {
    const [a, b, c] = [randomMac(), randomMac(), randomMac()];
    await facts(`routers = ARRAY['${a}', '${b}']`);
    await gives({ connected_to: [b.toUpperCase(), a] });
    await givesNone({ connected_to: [a, c] });
    expect((await acquire({ not_connected_to: a })).as(Node).hostname).toBe('other');
    await gives({ not_connected_to: c, name: 'wanted' });
    await refuses({ connected_to: 'gateway', not_connected_to: 'gateway' }, 'connected_to', 'not_connected_to');
  });

  test('zone and not_in_zone', async () => {
    for (const name of ['za', 'zb']) await region.post('admin', 'zones/', { name, description: '' });
    (await region.post('admin', 'nodes/', { op: 'set_zone', zone: 'za', nodes: node.system_id })).ok();
    await gives({ zone: 'za' });
    await gives({ not_in_zone: ['default', 'zb'] });
    await givesNone({ zone: 'za', not_in_zone: 'za' });
    await refuses({ zone: 'nowhere' }, 'zone');
    await refuses({ not_in_zone: ['nowhere'] }, 'not_in_zone');
    await refuses({ not_in_zone: '#$&*!' }, 'not_in_zone');
  });

  test('409 says which constraints found nothing', async () => {
    await tag('t1');
    expect(await givesNone({ tags: 't1', mem: '999999', name: 'nobody' })).toMatch(/: name, mem\.$/);
    expect(await givesNone({ tags: 't1', name: 'other' })).toMatch(/all of: name, tags\.$/);
  });

  test('several bad constraints come in one object, unknown ones are ignored', async () => {
    await refuses({ tags: 'none', mem: 'x', zone: 'none' }, 'mem', 'tags', 'zone');
    await gives({ name: 'wanted', colour: 'red', 'maas-name': 'x' });
  });

  test('a JSON body works, and wants lists where lists are meant', async () => {
    await tag('j1');
    const call = (json: object) => region.call('user', 'POST', 'nodes/?op=acquire', { json });
    expect((await call({ tags: 'j1' })).status).toBe(400);
    expect((await call({ tags: ['j1'], cpu_count: 0 })).as(Node).system_id).toBe(node.system_id);
  });

  test('an agent name of more than 255 characters is refused and the node stays', async () => {
    await refuses({ name: 'wanted', agent_name: 'x'.repeat(256) }, 'agent_name');
    expect((await readNode(region, node.system_id)).owner).toBeNull();
  });

  test('is 400 without credentials', async () => {
    expect((await acquire({}, null)).status).toBe(400);
  });
});
