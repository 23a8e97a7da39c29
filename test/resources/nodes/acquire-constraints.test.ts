import { beforeAll, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeNetwork } from '../../support/factories/networks.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeTag } from '../../support/factories/tags.js';
import { makeZone } from '../../support/factories/zones.js';
import { nodePath } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const [A, B, ELSEWHERE] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b', '02:00:00:00:00:0c'];

const region = useRegion();
/** Two ready nodes: one that constraints have to pass over, and a younger one that has what they ask for. */
beforeAll(async () => {
  await makeNetwork(region, { name: 'left', ip: '10.1.1.0', vlan_tag: '23' });
  await makeNetwork(region, { name: 'right', ip: '10.1.2.0' });
  await makeTag(region, { name: 'cheap' });
  await makeZone(region, 'zb');
  await makeNode(region, 'ready', { hostname: 'other', networks: ['left'] });
  await makeNode(region, 'ready', {
    hostname: 'wanted',
    architecture: 'armhf/highbank',
    cpu_count: 3,
    memory: 1_024,
    tags: ['fast', 'stable', 'cute'],
    networks: ['left', 'right'],
    routers: [A, B],
    zone: 'za',
  });
});

const acquire = (constraints: Form) => region.post('user', 'nodes/', { op: 'acquire', ...constraints });

/** The name of the node that meets the constraints; it is released again. */
async function nodeWith(constraints: Form): Promise<string> {
  const node = (await acquire(constraints)).as(Node);
  (await region.post('user', nodePath(node), { op: 'release' })).ok();
  return node.hostname;
}

test.each<[string, Form]>([
  ['its name', { name: 'wanted' }],
  ['its name with the domain of its cluster', { name: 'wanted.maas' }],
  ['its whole architecture', { arch: 'armhf/highbank' }],
  ['its primary architecture', { arch: 'armhf' }],
  ['the short name of its architecture', { arch: 'arm' }],
  ['as many processors', { cpu_count: '3', mem: '1024' }],
  ['fewer processors in a fraction, which is rounded up', { cpu_count: '2.5', mem: '1024' }],
  ['as many processors in a fraction', { cpu_count: '3.0', mem: '1024' }],
  ['fewer processors with an exponent', { cpu_count: '1e0', mem: '1024' }],
  ['a tag', { tags: 'fast' }],
  ['tags with comma and blank', { tags: 'fast, stable' }],
  ['tags with a blank', { tags: 'fast stable' }],
  ['tags in several parameters', { tags: ['fast,stable', 'cute'] }],
  ['a tag twice', { tags: 'fast,fast' }],
  ['the name of a network', { networks: ['right', 'left'] }],
  ['an address of a network', { networks: ['ip:10.1.2.255', 'left'] }],
  ['a VLAN tag in hexadecimal, a name and an address', { networks: ['vlan:0x17', 'right', 'ip:10.1.2.7'] }],
  ['a network, and no network to avoid', { networks: 'right', not_networks: [] }],
  ['routers in any spelling and order', { connected_to: [B.toUpperCase(), A] }],
  ['a router that it does not have, to avoid', { not_connected_to: ELSEWHERE, name: 'wanted' }],
  ['its zone', { zone: 'za' }],
  ['zones of others, to avoid', { not_in_zone: ['default', 'zb'] }],
])('acquire by %s gets the node', async (_what, constraints) => {
  expect(await nodeWith(constraints)).toBe('wanted');
});

test.each<[string, Form]>([
  ['no processors', { cpu_count: '0', name: 'other' }],
  ['an empty amount of memory', { mem: '', name: 'other' }],
  ['no memory', { mem: '0', name: 'other' }],
  ['a negative amount of memory', { mem: '-5', name: 'other' }],
  ['a network to avoid', { not_networks: 'right' }],
  ['a router to avoid', { not_connected_to: A }],
])('acquire by %s gets the other node', async (_what, constraints) => {
  expect(await nodeWith(constraints)).toBe('other');
});

test.each<[string, Form]>([
  ['its name with another domain', { name: 'wanted.elsewhere' }],
  ['a part of its name', { name: 'want' }],
  ['an architecture that no node has', { arch: 'i386' }],
  ['a fraction of a processor more', { cpu_count: '3.1' }],
  ['a fraction of a MiB more', { mem: '1024.5' }],
  ['a tag that it has and one that it has not', { tags: 'fast, cheap' }],
  ['a network to have and to avoid', { networks: 'left', not_networks: 'vlan:23' }],
  ['a router that it has and one that it has not', { connected_to: [A, ELSEWHERE] }],
  ['a zone to be in and to avoid', { zone: 'za', not_in_zone: 'za' }],
])('acquire by %s finds none', async (_what, constraints) => {
  const reply = await acquire(constraints);
  expect([reply.status, reply.type]).toEqual([409, 'text/plain; charset=utf-8']);
});

test.each(['sparc', 'armhf/none', '/'])('acquire by the unknown architecture %j is refused', async (arch) => {
  expect((await acquire({ arch })).wrongFields).toEqual(['arch']);
});

test.each(['bags', 'inf', 'nan', '1e999', '0x10'])('acquire by the amount %j is refused', async (amount) => {
  expect((await acquire({ mem: amount, cpu_count: amount })).wrongFields).toEqual(['cpu_count', 'mem']);
});

test('acquire by unknown tags is refused and names them', async () => {
  const reply = await acquire({ tags: 'fast, hairy, boo' });
  expect(reply.wrongFields).toEqual(['tags']);
  expect(reply.text).toMatch(/'hairy', 'boo'|'boo', 'hairy'/);
});

test.each(['nowhere', 'ip:', 'ip:abc', 'vlan:0', 'vlan:4095', 'vlan:B', 'vlan:', 'foo:bar', '10.4.4.4', '#.!', ''])(
  'acquire by the network %j is refused',
  async (network) => {
    const reply = await acquire({ networks: network, not_networks: network });
    expect(reply.wrongFields).toEqual(['networks', 'not_networks']);
  },
);

test.each(['-1', '0', '4095', '0xfff'])('acquire by the VLAN tag %s is refused as out of range', async (tag) => {
  expect((await acquire({ networks: `vlan:${tag}` })).json).toEqual({ networks: [expect.stringContaining('range')] });
});

test('acquire by malformed routers is refused under both names', async () => {
  const reply = await acquire({ connected_to: 'gateway', not_connected_to: 'gateway' });
  expect(reply.wrongFields).toEqual(['connected_to', 'not_connected_to']);
});

test.each<[string, Form]>([
  ['zone', { zone: 'nowhere' }],
  ['not_in_zone', { not_in_zone: ['nowhere'] }],
  ['not_in_zone', { not_in_zone: '#$&*!' }],
])('acquire by an unknown zone is refused under %s: %o', async (field, constraints) => {
  expect((await acquire(constraints)).wrongFields).toEqual([field]);
});
