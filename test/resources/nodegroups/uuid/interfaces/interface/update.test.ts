import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../../../support/body.js';
import {
  interfacesOf,
  interfacesPath,
  MANAGED,
  makeCluster,
  makeInterface,
  SHOWN,
} from '../../../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../../../support/region.js';
import { Interface } from '../../../../../support/shapes.js';

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.nodegroupInterface.deleteMany();
  await makeInterface(region, MANAGED);
});

const update = (form: Form, as: As = 'worker', at = `${interfacesPath(region)}eth0/`) => region.put(as, at, form);

test.each(['admin', 'worker'] as const)('update by %s changes what is given, and keeps the rest', async (as) => {
  const changed = { ...SHOWN, ip_range_high: '10.1.2.88' };
  expect((await update({ ip_range_high: '10.1.2.88' }, as)).as(Interface)).toEqual(changed);
  const stored = await region.database.prisma.nodegroupInterface.findFirstOrThrow();
  expect(stored).toMatchObject({ routerIp: '10.1.2.1' });
});

test('update with a name moves the interface to its new URI', async () => {
  expect((await update({ interface: 'eth1' })).as(Interface)).toEqual({ ...SHOWN, interface: 'eth1' });
  expect((await region.get('worker', `${interfacesPath(region)}eth0/`)).status).toBe(404);
});

test('update with nothing changes nothing', async () => {
  expect((await update({})).as(Interface)).toEqual(SHOWN);
});

test.each<[string, Form, string[]]>([
  [
    'an address outside of all others',
    { ip: '10.1.3.3' },
    ['broadcast_ip', 'ip_range_high', 'ip_range_low', 'router_ip'],
  ],
  ['an empty router', { router_ip: '' }, ['router_ip']],
  ['a malformed router', { router_ip: 'x' }, ['router_ip']],
  ['an empty address', { ip: '' }, ['ip']],
  ['an empty name', { interface: '' }, ['interface']],
])('update with %s is refused as it breaks the rules of the whole interface', async (_what, form, fields) => {
  const reply = await update(form);
  expect(reply.wrongFields).toEqual(fields);
  expect(Object.values(Object(reply.json)).flat()).toHaveLength(fields.length);
  expect(await interfacesOf(region)).toEqual([SHOWN]);
});

test('update to unmanaged with empty fields clears these', async () => {
  const cleared = { management: '0', subnet_mask: '', broadcast_ip: '', ip_range_low: '', ip_range_high: '' };
  const unset = { subnet_mask: null, broadcast_ip: null, ip_range_low: null, ip_range_high: null };
  expect((await update(cleared)).as(Interface)).toEqual({ ...SHOWN, management: 0, ...unset });
});

test('update with an empty broadcast address goes back to that of the network', async () => {
  (await update({ broadcast_ip: '10.1.2.254' })).ok();
  expect((await update({ broadcast_ip: '' })).as(Interface).broadcast_ip).toBe('10.1.2.255');
});

test('update with the name of another interface is refused', async () => {
  await makeInterface(region, { interface: 'eth1' });
  expect((await update({ interface: 'eth1' })).wrongFields).toEqual(['__all__']);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('update by %s is %i, whether the interface exists or not, and changes nothing', async (as, status) => {
  for (const name of ['eth0', 'eth9']) {
    expect((await update({ ip: '10.0.0.1' }, as, `${interfacesPath(region)}${name}/`)).status).toBe(status);
  }
  expect(await interfacesOf(region)).toEqual([SHOWN]);
});

test('update by the worker of another cluster is 403', async () => {
  expect((await update({ ip: '10.0.0.1' }, (await makeCluster(region)).key)).status).toBe(403);
});

test.each([
  ['interface', 'worker', (path: string) => `${path}eth9/`],
  ['cluster', 'admin', () => 'nodegroups/unknown/interfaces/eth0/'],
] as const)('update of an unknown %s is 404', async (_what, as, at) => {
  expect((await update({ ip: '10.0.0.1' }, as, at(interfacesPath(region)))).status).toBe(404);
});
