import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { clustersOf, storedCluster } from '../../support/factories/clusters.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const register = (interfaces: unknown, uuid: string = randomUUID()) => {
  const text = typeof interfaces === 'string' ? interfaces : JSON.stringify(interfaces);
  return region.post(null, 'nodegroups/', { op: 'register', uuid, interfaces: text });
};
const eth = (name: string, ip: string, subnet_mask: string, management = 1) => ({
  interface: name,
  ip,
  subnet_mask,
  management,
  router_ip: ip,
  ip_range_low: ip,
  ip_range_high: ip,
});

test('register with interfaces stores them, those without management as unmanaged', async () => {
  const uuid = randomUUID();
  const given = [
    { ...eth('eth0', '10.1.0.1', '255.255.0.0', 2), router_ip: '10.1.0.254' },
    { interface: 'eth1', ip: '2001:db8::1', subnet_mask: null, router_ip: '', extra: 'ignored' },
  ];
  (await register(given, uuid)).ok();
  const { interfaces } = await storedCluster(region, uuid);
  expect(interfaces).toMatchObject([
    { interface: 'eth0', management: 2, ip: '10.1.0.1', subnetMask: '255.255.0.0', routerIp: '10.1.0.254' },
    { interface: 'eth1', management: 0, ip: '2001:db8::1', subnetMask: null, routerIp: null },
  ]);
});

test.each([
  ['text that is not JSON', 'invalid data'],
  ['a text', '"text"'],
  ['a list of texts', '["eth0"]'],
  ['an interface without address', '[{"interface": "eth0"}]'],
  ['an address out of range', '[{"ip": "10.0.0.300"}]'],
  ['an address of one machine', '[{"ip": "fe80::1%eth0"}]'],
  ['a malformed router', '[{"ip": "10.0.0.1", "router_ip": "10.0.0"}]'],
  ['a mask with gaps', '[{"ip": "10.0.0.1", "subnet_mask": "255.0.255.0"}]'],
  ['an unknown management', '[{"ip": "10.0.0.1", "management": 3}]'],
  ['two interfaces of one name', '[{"ip": "10.0.0.1"}, {"ip": "10.0.0.2"}]'],
  ['a null character', '[{"ip": "10.0.0.1", "interface": "\\u0000"}]'],
  ['a number as mask', '[{"ip": "10.0.0.1", "subnet_mask": 8}]'],
  ['a router outside', '[{"ip": "10.0.0.1", "subnet_mask": "255.0.0.0", "router_ip": "11.0.0.1"}]'],
])('register with %s as interfaces is refused under interfaces, and makes no cluster', async (_what, interfaces) => {
  const before = await clustersOf(region);
  const reply = await register(interfaces);
  expect([reply.status, reply.json]).toEqual([400, { interfaces: [expect.any(String)] }]);
  expect(await clustersOf(region)).toEqual(before);
});

test.each([
  ['nested networks', [eth('a', '10.1.2.3', '255.255.255.0'), eth('b', '10.1.0.1', '255.255.0.0', 2)]],
  ['equal networks', [eth('a', '10.1.2.3', '255.255.255.0'), eth('b', '10.1.2.4', '255.255.255.0')]],
  [
    'three networks, the first and the last of them nested',
    [eth('a', '10.9.0.1', '255.255.0.0'), eth('b', '10.1.0.1', '255.255.0.0'), eth('c', '10.9.200.1', '255.255.255.0')],
  ],
])('register with managed interfaces on %s is refused as overlapping', async (_what, interfaces) => {
  const reply = await register(interfaces);
  expect([reply.status, reply.json]).toEqual([400, { interfaces: [expect.stringContaining('overlap')] }]);
});

test.each([
  [
    'nested networks, one of them unmanaged',
    [eth('a', '10.1.2.3', '255.255.255.0', 0), eth('b', '10.1.0.1', '255.255.0.0')],
  ],
  [
    'the same numbers in two families',
    [eth('a', '10.1.0.1', '255.255.0.0'), eth('b', '::a01:1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:0')],
  ],
  ['neighbouring networks', [eth('a', '10.1.0.1', '255.255.0.0'), eth('b', '10.2.0.1', '255.255.0.0')]],
])('register with interfaces on %s is 202', async (_what, interfaces) => {
  expect((await register(interfaces)).status).toBe(202);
});

test('register with more than 1,000 interfaces is refused, with 1,000 stores them', async () => {
  const interfaces = Array.from({ length: 1_001 }, (_, index) => ({ interface: `eth${index}`, ip: '10.0.0.1' }));
  const uuid = randomUUID();
  const reply = await register(interfaces, uuid);
  expect([reply.status, reply.json]).toEqual([400, { interfaces: [expect.stringContaining('1000')] }]);
  (await register(interfaces.slice(1), uuid)).ok();
  expect((await storedCluster(region, uuid)).interfaces).toHaveLength(1_000);
});

test('register with a managed interface names each missing field with its place', async () => {
  const reply = await register([eth('a', '10.1.0.1', '255.255.0.0'), { ip: '10.2.0.1', management: 1 }]);
  const missing = ['interface', 'subnet_mask', 'router_ip', 'ip_range_low', 'ip_range_high'];
  expect(reply.json).toEqual({ interfaces: missing.map((field) => expect.stringMatching(`^1\\.${field}: `)) });
});
