import { beforeAll, expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { makeZone } from '../../../support/factories/zones.js';
import { nodePath, readNode, storedNode, UNKNOWN_NODE, type WithSystemId } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
beforeAll(() => makeZone(region, 'loft', 'upstairs'));

const update = (as: As, node: WithSystemId, form: Form) => region.put(as, nodePath(node), form);

test('update by an administrator changes what is sent and keeps the rest', async () => {
  const node = await makeNode(region);
  const facts = { cpu_count: 2, memory: 1024, storage: 2048 };
  const form = { ...facts, zone: 'loft', power_type: 'virsh', architecture: 'i386/generic' };
  const zone = { name: 'loft', description: 'upstairs', resource_uri: '/MAAS/api/1.0/zones/loft/' };
  expect((await update('admin', node, form)).as(Node)).toEqual({ ...node, ...form, zone });
});

test('update with empty values keeps what the node has', async () => {
  const node = await makeNode(region, 'declared', { zone: 'loft', cpu_count: 2 });
  const changed = (await update('admin', node, { hostname: 'renamed', cpu_count: '', zone: '' })).as(Node);
  expect(changed).toEqual({ ...node, hostname: 'renamed' });
});

test('update by the owner changes what an owner may, and ignores the rest, right or wrong', async () => {
  const node = await makeNode(region, 'allocated');
  const own = { architecture: 'i386/generic', distro_series: 'precise' };
  const others = { power_type: 'crank', cpu_count: 'x', zone: 'none', status: '4' };
  const changed = (await update('user', node, { ...own, ...others })).as(Node);
  expect(changed).toEqual({ ...node, ...own, osystem: 'ubuntu' });
  expect((await storedNode(region, node)).distroSeries).toBe('precise');
});

test('update of the hostname of an allocated node is refused, unless it stays the same', async () => {
  const node = await makeNode(region, 'allocated');
  expect((await update('admin', node, { hostname: 'another' })).wrongFields).toEqual(['hostname']);
  expect((await update('user', node, { hostname: node.hostname })).as(Node)).toEqual(node);
});

test.each<[string, Form, string]>([
  ['a bad hostname', { hostname: '.' }, 'hostname'],
  ['an architecture without images', { architecture: 'sparc/generic' }, 'architecture'],
  ['an unknown power type', { power_type: 'crank' }, 'power_type'],
  ['an unknown zone', { zone: 'nowhere' }, 'zone'],
  ['an unknown series', { distro_series: 'warty' }, 'distro_series'],
  ['a negative number', { cpu_count: '-1' }, 'cpu_count'],
  ['a number beyond 32 bits', { memory: '4294967296' }, 'memory'],
  ['a fraction', { storage: '1.5' }, 'storage'],
])('update with %s is refused under its field alone, and writes nothing', async (_what, form, field) => {
  const node = await makeNode(region);
  expect((await update('admin', node, form)).wrongFields).toEqual([field]);
  expect(await readNode(region, node.system_id)).toEqual(node);
});

test('update with several bad fields names all of them, and writes nothing', async () => {
  const node = await makeNode(region);
  const lookedUp = { architecture: 'no/no', power_type: 'crank', zone: 'nowhere', distro_series: 'warty' };
  const reply = await update('admin', node, { ...lookedUp, hostname: '.', cpu_count: 'many' });
  const fields = ['architecture', 'cpu_count', 'distro_series', 'hostname', 'power_type', 'zone'];
  expect(reply.wrongFields).toEqual(fields);
  expect(await readNode(region, node.system_id)).toEqual(node);
});

test('update to the hostname of another node is refused', async () => {
  const [a, b] = [await makeNode(region), await makeNode(region)];
  expect((await update('admin', a, { hostname: b.hostname })).json).toEqual({
    hostname: ['Node with this Hostname already exists.'],
  });
});

test('update to the hostname of another node in another case is refused, and to its own in another case is stored', async () => {
  const [a, b] = [await makeNode(region), await makeNode(region)];
  const shouted = b.hostname.toUpperCase();
  expect((await update('admin', a, { hostname: shouted })).wrongFields).toEqual(['hostname']);
  expect((await update('admin', b, { hostname: shouted })).as(Node).hostname).toBe(shouted);
});

test('update of one of two nodes whose names differed by case before 0.3 keeps its name until it is renamed', async () => {
  const [a, b] = [await makeNode(region), await makeNode(region)];
  const shouted = a.hostname.toUpperCase();
  const nodes = 'UPDATE nodes SET hostname = $1, hostname_repeats = true WHERE system_id = $2';
  await region.database.pool.query(nodes, [shouted, b.system_id]);
  expect((await update('admin', b, { hostname: shouted, cpu_count: '3' })).as(Node).hostname).toBe(shouted);
  const freed = (await update('admin', b, { hostname: `${b.hostname}-2` })).ok();
  expect(freed.status).toBe(200);
  expect((await update('admin', b, { hostname: shouted })).wrongFields).toEqual(['hostname']);
});

test('update of an unknown node is 404', async () => {
  expect((await update('user', UNKNOWN_NODE, {})).status).toBe(404);
});

test('update of a node of another user is 403 without a text, before its fields are validated', async () => {
  const reply = await update('user2', await makeNode(region, 'allocated'), { hostname: '.' });
  expect([reply.status, reply.text]).toEqual([403, '']);
});

test('update without credentials is 401', async () => {
  expect((await update(null, await makeNode(region), {})).status).toBe(401);
});

const ANY = { power_parameters_any: 'x', power_parameters_skip_check: 'true' };
const powerParameters = async (node: WithSystemId) => (await storedNode(region, node)).powerParameters;

test('update of some power parameters blanks the others of the type', async () => {
  const node = await makeNode(region);
  (await update('admin', node, { power_type: 'dli', power_parameters_power_user: 'me' })).ok();
  const expected = { system_id: '', power_address: '', power_pass: '', power_user: 'me' };
  expect(await powerParameters(node)).toEqual(expected);
});

test('update of the power type alone keeps the power parameters, to none drops them', async () => {
  const node = await makeNode(region, 'declared', { power_type: 'dli', power_parameters: { power_user: 'me' } });
  (await update('admin', node, { power_type: 'ether_wake' })).ok();
  expect(await powerParameters(node)).toEqual({ power_user: 'me' });
  (await update('admin', node, { power_type: '' })).ok();
  expect(await powerParameters(node)).toEqual({});
});

test('update with a bad power parameter is refused under power_parameters', async () => {
  const node = await makeNode(region, 'declared', { power_type: 'ether_wake' });
  expect((await update('admin', node, { power_parameters_mac_address: 'junk' })).json).toEqual({
    power_parameters: ["MAC Address: 'junk' is not a valid MAC address."],
  });
});

test('update with an address that no driver of the type takes is refused and names the field', async () => {
  const node = await makeNode(region, 'declared', { power_type: 'ipmi' });
  const reply = await update('admin', node, { power_parameters_power_address: 'http://10.0.0.9/' });
  expect([reply.status, reply.json]).toEqual([
    400,
    { power_parameters: ['IP address (power_address): The power address must be a host or host:port.'] },
  ]);
});

test('update with blanks around power parameters stores them without', async () => {
  const node = await makeNode(region, 'declared', { power_type: 'ipmi' });
  (await update('admin', node, { power_parameters_power_address: ' 10.0.0.9\n' })).ok();
  expect(await powerParameters(node)).toMatchObject({ power_address: '10.0.0.9' });
});

test('update with a power parameter that the type does not have is refused and names it', async () => {
  const node = await makeNode(region, 'declared', { power_type: 'ether_wake' });
  expect((await update('admin', node, { power_parameters_unknown_param: 'x' })).json).toEqual({
    power_parameters: [expect.stringMatching(/: unknown_param\.$/)],
  });
});

test.each(['ether_wake', ''])(
  'update with skip_check stores any power parameter of the type %j',
  async (power_type) => {
    const node = await makeNode(region, 'declared', { power_type });
    (await update('admin', node, ANY)).ok();
    expect(await powerParameters(node)).toEqual({ any: 'x' });
  },
);
