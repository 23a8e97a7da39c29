import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../../support/body.js';
import {
  interfacesOf,
  interfacesPath,
  MANAGED,
  makeCluster,
  makeInterface,
  SHOWN,
} from '../../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../../support/region.js';
import { Interface } from '../../../../support/shapes.js';

const region = useRegion();
beforeEach(() => region.database.prisma.nodegroupInterface.deleteMany());

const add = (form: Form, as: As = 'worker', to = interfacesPath(region)) => region.post(as, to, { op: 'new', ...form });

test.each(['admin', 'worker'] as const)(
  'new by %s makes the interface, and shows it without its router',
  async (as) => {
    expect((await add(MANAGED, as)).as(Interface)).toEqual(SHOWN);
    expect(await interfacesOf(region)).toEqual([SHOWN]);
    const stored = await region.database.prisma.nodegroupInterface.findFirstOrThrow();
    expect(stored).toMatchObject({ routerIp: '10.1.2.1', foreignDhcpIp: null });
  },
);

test('new without an address is refused', async () => {
  expect((await add({})).json).toEqual({ ip: ['This field is required.'] });
});

test('new with an address and empty fields makes an unmanaged interface without a name', async () => {
  const form = { ip: '2001:DB8::0:1', management: '', subnet_mask: '', router_ip: '', ip_range_low: '' };
  const unset = { subnet_mask: null, broadcast_ip: null, ip_range_low: null, ip_range_high: null };
  expect((await add(form)).as(Interface)).toEqual({ ip: '2001:db8::1', management: 0, interface: '', ...unset });
});

test.each([
  ['10.1.2.3', '255.255.0.0', '10.1.255.255'],
  ['10.1.2.3', '255.255.255.254', '10.1.2.3'],
  ['10.1.2.3', '0.0.0.0', '255.255.255.255'],
  ['2001:db8::1', 'ffff:ffff:ffff:ffff::', '2001:db8::ffff:ffff:ffff:ffff'],
])('new on %s/%s has the broadcast address %s, unless another is given', async (ip, subnet_mask, broadcast_ip) => {
  expect((await add({ ip, subnet_mask })).as(Interface)).toMatchObject({ broadcast_ip });
  expect((await add({ ip, subnet_mask, broadcast_ip: ip, interface: 'x' })).as(Interface).broadcast_ip).toBe(ip);
});

test('new with the name of another interface of the cluster is refused, of another cluster it is not', async () => {
  await makeInterface(region, { interface: 'eth0', ip: '10.0.0.1' });
  const form = { interface: 'eth0', ip: '10.0.0.2' };
  expect((await add(form)).wrongFields).toEqual(['__all__']);
  (await add(form, 'admin', `${(await makeCluster(region)).path}interfaces/`)).ok();
  expect((await interfacesOf(region)).map(({ ip }) => ip)).toEqual(['10.0.0.1']);
});

test('new by many at once with one name makes one interface', async () => {
  const replies = await Promise.all(Array.from({ length: 6 }, () => add(MANAGED)));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
  expect(await interfacesOf(region)).toHaveLength(1);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('new by %s is %i, and makes no interface', async (as, status) => {
  expect((await add(MANAGED, as)).status).toBe(status);
  expect(await interfacesOf(region)).toEqual([]);
});

test('new by the worker of another cluster is 403', async () => {
  expect((await add(MANAGED, (await makeCluster(region)).key)).status).toBe(403);
});

test('new in an unknown cluster is 404', async () => {
  expect((await add(MANAGED, 'admin', 'nodegroups/unknown/interfaces/')).status).toBe(404);
});
