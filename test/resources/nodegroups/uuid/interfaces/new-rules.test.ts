import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../../../support/body.js';
import type { Reply } from '../../../../support/client.js';
import { interfacesOf, interfacesPath, MANAGED } from '../../../../support/factories/clusters.js';
import { useRegion } from '../../../../support/region.js';

const region = useRegion();
beforeEach(() => region.database.prisma.nodegroupInterface.deleteMany());

const add = (form: Form) => region.post('worker', interfacesPath(region), { op: 'new', ...form });
const without = (...fields: string[]): Form =>
  Object.fromEntries(Object.entries(MANAGED).filter(([field]) => !fields.includes(field)));

/** How many messages an answer has for each wrong field. */
function messageCounts({ status, json }: Reply): Record<string, number> {
  const messages = z.record(z.string(), z.array(z.string().min(1))).parse(json);
  expect(status).toBe(400);
  return Object.fromEntries(Object.entries(messages).map(([field, texts]) => [field, texts.length]));
}

test.each<[string, Form, Record<string, number>]>([
  ['a malformed address', { ip: '10.1.2' }, { ip: 1 }],
  ['an address of one machine', { ip: 'fe80::1%eth0' }, { ip: 1 }],
  ['malformed addresses', { ip: 'x', router_ip: '1.2', broadcast_ip: '::g' }, { ip: 1, router_ip: 1, broadcast_ip: 1 }],
  ['an unknown management', { ...MANAGED, management: '3' }, { management: 1 }],
  ['management in words', { ...MANAGED, management: 'dhcp' }, { management: 1 }],
  ['a long name', { ...MANAGED, interface: 'x'.repeat(256) }, { interface: 2 }],
  ['a null character', { ...MANAGED, interface: 'a\0b' }, { interface: 2 }],
  ['a malformed router, managed', { ...MANAGED, router_ip: 'x' }, { router_ip: 2 }],
  [
    'a malformed address and missing fields',
    { ...without('ip_range_low', 'interface'), ip: 'x' },
    { ip: 1, interface: 1, ip_range_low: 1 },
  ],
  ['a malformed router and a bad mask', { ip: '10.1.2.3', subnet_mask: '0.9.0.4', router_ip: 'x' }, { router_ip: 1 }],
  ['a mask with gaps', { ip: '10.1.2.3', subnet_mask: '0.9.0.4' }, { subnet_mask: 1 }],
  ['an inverted mask', { ip: '10.1.2.3', subnet_mask: '0.0.0.255' }, { subnet_mask: 1 }],
  ['a mask of the other family', { ip: '2001:db8::1', subnet_mask: '255.255.0.0' }, { subnet_mask: 1 }],
  ['a managed /15', { ...MANAGED, subnet_mask: '255.254.0.0', router_ip: '192.0.2.1' }, { subnet_mask: 1 }],
  ['a managed IPv6 /15', { ...MANAGED, ip: '2001:db8::1', subnet_mask: 'fffe::' }, { subnet_mask: 1 }],
  ['a router outside', { ...MANAGED, router_ip: '10.1.3.1' }, { router_ip: 1 }],
  [
    'a router outside, unmanaged',
    { ip: '10.1.2.3', subnet_mask: '255.255.255.0', router_ip: '10.1.1.1' },
    { router_ip: 1 },
  ],
  [
    'a range outside',
    { ...MANAGED, ip_range_low: '10.1.1.255', ip_range_high: '10.1.3.0' },
    { ip_range_low: 1, ip_range_high: 1 },
  ],
  [
    'a broadcast address outside and a missing range',
    { ...without('ip_range_low'), broadcast_ip: '10.1.3.255' },
    { broadcast_ip: 1 },
  ],
  ['a router of the other family', { ...MANAGED, router_ip: '2001:db8::1' }, { router_ip: 1 }],
  ['no name, managed', without('interface'), { interface: 1 }],
  ['no mask, managed', { ...without('subnet_mask'), management: '2' }, { subnet_mask: 1 }],
  [
    'an address and a name alone, managed',
    { ip: '10.1.2.3', interface: 'eth0', management: '2' },
    { subnet_mask: 1, router_ip: 1, ip_range_low: 1, ip_range_high: 1 },
  ],
])('new with %s is refused under the fields that break the first broken rule', async (_what, form, expected) => {
  expect(messageCounts(await add(form))).toEqual(expected);
  expect(await interfacesOf(region)).toEqual([]);
});

test.each<[string, Form]>([
  ['a managed /16', { ...MANAGED, subnet_mask: '255.255.0.0' }],
  ['an unmanaged /15', { ip: '10.1.2.3', subnet_mask: '255.254.0.0' }],
  ['no broadcast address, managed', without('broadcast_ip')],
  ['a router outside and no mask', { ip: '10.1.2.3', router_ip: '192.0.2.1' }],
  ['a range upside down', { ...MANAGED, ip_range_low: '10.1.2.99', ip_range_high: '10.1.2.10' }],
  ['the router in its range', { ...MANAGED, router_ip: '10.1.2.50' }],
  [
    'the first and last addresses of its network as range',
    { ...MANAGED, ip_range_low: '10.1.2.0', ip_range_high: '10.1.2.255' },
  ],
])('new with %s makes the interface', async (_what, form) => {
  (await add(form)).ok();
});
