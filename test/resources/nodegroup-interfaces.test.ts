import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type As, useRegion } from '../support/region.js';

const Interface = z.strictObject({
  ip: z.string(),
  management: z.number().int(),
  interface: z.string(),
  subnet_mask: z.string().nullable(),
  broadcast_ip: z.string().nullable(),
  ip_range_low: z.string().nullable(),
  ip_range_high: z.string().nullable(),
});

const MANAGED = {
  interface: 'eth0',
  management: '1',
  ip: '10.1.2.3',
  subnet_mask: '255.255.255.0',
  broadcast_ip: '10.1.2.255',
  router_ip: '10.1.2.1',
  ip_range_low: '10.1.2.10',
  ip_range_high: '10.1.2.99',
};
const { router_ip: _, ...SHOWN } = { ...MANAGED, management: 1 };
const UNSET = { subnet_mask: null, broadcast_ip: null, ip_range_low: null, ip_range_high: null };

const region = useRegion();
let path: string;
beforeAll(async () => {
  path = `nodegroups/${region.worker.uuid}/interfaces/`;
});
beforeEach(() => region.database.prisma.nodegroupInterface.deleteMany());

type Form = Record<string, string>;
const add = (form: Form, as: As = 'worker') => region.post(as, path, { op: 'new', ...form });
const change = (form: Form, as: As = 'worker') => region.put(as, `${path}eth0/`, form);
const list = async (as: As = 'worker') => (await region.get(as, path, { op: 'list' })).as(z.array(Interface));
const report = (foreign_dhcp_ip: string, as: As = 'worker') =>
  region.post(as, `${path}eth0/`, { op: 'report_foreign_dhcp', foreign_dhcp_ip });
const stored = () => region.database.prisma.nodegroupInterface.findFirstOrThrow();
const without = (...fields: string[]): Form =>
  Object.fromEntries(Object.entries(MANAGED).filter(([field]) => !fields.includes(field)));

/** The fields that an answer finds fault with, each with its number of messages. */
async function faults(reply: ReturnType<typeof add>): Promise<Record<string, number>> {
  const { status, json } = await reply;
  const messages = z.record(z.string(), z.array(z.string().min(1))).parse(json);
  expect(status).toBe(400);
  return Object.fromEntries(Object.entries(messages).map(([field, texts]) => [field, texts.length]));
}

describe('a new interface', () => {
  test.each(['admin', 'worker'] as const)('is shown to %s without its router, in the list and alone', async (as) => {
    const added = (await add(MANAGED, as)).as(Interface);
    expect(added).toEqual(SHOWN);
    expect(await list(as)).toEqual([added]);
    expect((await region.get(as, `${path}eth0/`)).as(Interface)).toEqual(added);
    expect(await stored()).toMatchObject({ routerIp: '10.1.2.1', foreignDhcpIp: null });
  });

  test('needs an address and nothing else', async () => {
    expect((await add({})).json).toEqual({ ip: ['This field is required.'] });
    const form = { ip: '2001:DB8::0:1', management: '', subnet_mask: '', router_ip: '', ip_range_low: '' };
    expect((await add(form)).as(Interface)).toEqual({ ip: '2001:db8::1', management: 0, interface: '', ...UNSET });
  });

  test.each([
    ['10.1.2.3', '255.255.0.0', '10.1.255.255'],
    ['10.1.2.3', '255.255.255.254', '10.1.2.3'],
    ['10.1.2.3', '0.0.0.0', '255.255.255.255'],
    ['2001:db8::1', 'ffff:ffff:ffff:ffff::', '2001:db8::ffff:ffff:ffff:ffff'],
  ])('on %s/%s is broadcast to at %s unless told otherwise', async (ip, subnet_mask, broadcast_ip) => {
    expect((await add({ ip, subnet_mask })).as(Interface)).toMatchObject({ broadcast_ip });
    expect((await add({ ip, subnet_mask, broadcast_ip: ip, interface: 'x' })).as(Interface).broadcast_ip).toBe(ip);
  });

  test('of the same name is refused in the same cluster, and fine in another', async () => {
    (await add({ ip: '10.0.0.1', interface: 'eth0' })).ok();
    expect(await faults(add({ ip: '10.0.0.2', interface: 'eth0' }))).toEqual({ __all__: 1 });
    const uuid = randomUUID();
    (await region.post(null, 'nodegroups/', { op: 'register', uuid })).ok();
    (
      await region.post('admin', `nodegroups/${uuid}/interfaces/`, { op: 'new', interface: 'eth0', ip: '10.0.0.2' })
    ).ok();
    expect((await list()).map(({ ip }) => ip)).toEqual(['10.0.0.1']);
  });

  test.each(['eth0.100', 'eth0:1', 'br-lan', 'a b', '50%', 'bü', 'x'.repeat(255)])(
    'is found by its name, whatever that is: %s',
    async (name) => {
      (await add({ ip: '10.0.0.1', interface: name })).ok();
      const at = `${path}${encodeURIComponent(name)}/`;
      expect((await region.get('worker', at)).as(Interface).interface).toBe(name);
      expect((await region.call('worker', 'DELETE', at, { form: { as: 'daemons do' } })).status).toBe(204);
    },
  );

  test('comes last in the list', async () => {
    for (const name of ['z', 'a', 'm']) (await add({ ip: '10.0.0.1', interface: name })).ok();
    expect((await list()).map((one) => one.interface)).toEqual(['z', 'a', 'm']);
  });

  test('of many requests at once is there once', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => add(MANAGED)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
    expect(await list()).toHaveLength(1);
  });
});

describe('the rules, of which the first that is broken is told', () => {
  test.each<[string, Form, Record<string, number>]>([
    ['no address', { ip: '10.1.2' }, { ip: 1 }],
    ['an address of one machine', { ip: 'fe80::1%eth0' }, { ip: 1 }],
    [
      'malformed addresses',
      { ip: 'x', router_ip: '1.2', broadcast_ip: '::g' },
      { ip: 1, router_ip: 1, broadcast_ip: 1 },
    ],
    ['no management', { ...MANAGED, management: '3' }, { management: 1 }],
    ['management in words', { ...MANAGED, management: 'dhcp' }, { management: 1 }],
    ['a long name', { ...MANAGED, interface: 'x'.repeat(256) }, { interface: 2 }],
    ['a null character', { ...MANAGED, interface: 'a\0b' }, { interface: 2 }],
    ['malformed and managed', { ...MANAGED, router_ip: 'x' }, { router_ip: 2 }],
    [
      'malformed and missing',
      { ...without('ip_range_low', 'interface'), ip: 'x' },
      { ip: 1, interface: 1, ip_range_low: 1 },
    ],
    ['malformed beside a bad mask', { ip: '10.1.2.3', subnet_mask: '0.9.0.4', router_ip: 'x' }, { router_ip: 1 }],
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
    ['one outside, one missing', { ...without('ip_range_low'), broadcast_ip: '10.1.3.255' }, { broadcast_ip: 1 }],
    ['one of the other family', { ...MANAGED, router_ip: '2001:db8::1' }, { router_ip: 1 }],
    ['a managed one without a name', without('interface'), { interface: 1 }],
    ['a managed one without a mask', { ...without('subnet_mask'), management: '2' }, { subnet_mask: 1 }],
    [
      'a managed one without much',
      { ip: '10.1.2.3', interface: 'eth0', management: '2' },
      { subnet_mask: 1, router_ip: 1, ip_range_low: 1, ip_range_high: 1 },
    ],
  ])('%s', async (_, form, expected) => {
    expect(await faults(add(form))).toEqual(expected);
    expect(await list()).toEqual([]);
  });

  test.each<[string, Form]>([
    ['a managed /16', { ...MANAGED, subnet_mask: '255.255.0.0' }],
    ['an unmanaged /15', { ip: '10.1.2.3', subnet_mask: '255.254.0.0' }],
    ['a managed one without a broadcast address', without('broadcast_ip')],
    ['addresses outside, where there is no mask', { ip: '10.1.2.3', router_ip: '192.0.2.1' }],
    ['a range upside down', { ...MANAGED, ip_range_low: '10.1.2.99', ip_range_high: '10.1.2.10' }],
    ['a range with the router in it', { ...MANAGED, router_ip: '10.1.2.50' }],
    [
      'the first and last addresses of a network',
      { ...MANAGED, ip_range_low: '10.1.2.0', ip_range_high: '10.1.2.255' },
    ],
  ])('%s is right', async (_, form) => {
    (await add(form)).ok();
  });
});

describe('PUT', () => {
  beforeEach(async () => {
    (await add(MANAGED)).ok();
  });

  test('changes what is given and keeps the rest, by either of them', async () => {
    expect((await change({ ip_range_high: '10.1.2.88' }, 'admin')).as(Interface)).toEqual({
      ...SHOWN,
      ip_range_high: '10.1.2.88',
    });
    expect((await change({ interface: 'eth1' })).as(Interface)).toMatchObject({ interface: 'eth1' });
    expect((await region.get('worker', `${path}eth0/`)).status).toBe(404);
    expect(await stored()).toMatchObject({ routerIp: '10.1.2.1' });
  });

  test('of nothing changes nothing', async () => {
    expect((await change({})).as(Interface)).toEqual(SHOWN);
  });

  test('checks the whole that comes of it', async () => {
    expect(await faults(change({ ip: '10.1.3.3' }))).toEqual({
      broadcast_ip: 1,
      router_ip: 1,
      ip_range_low: 1,
      ip_range_high: 1,
    });
    expect(await faults(change({ router_ip: '' }))).toEqual({ router_ip: 1 });
    expect(await faults(change({ router_ip: 'x' }))).toEqual({ router_ip: 1 });
    expect(await faults(change({ ip: '' }))).toEqual({ ip: 1 });
    expect(await faults(change({ interface: '' }))).toEqual({ interface: 1 });
    expect(await list()).toEqual([SHOWN]);
  });

  test('takes addresses away from an interface that is not managed', async () => {
    const cleared = { management: '0', subnet_mask: '', broadcast_ip: '', ip_range_low: '', ip_range_high: '' };
    expect((await change(cleared)).as(Interface)).toEqual({ ...SHOWN, management: 0, ...UNSET });
  });

  test('of an empty broadcast address goes back to that of the network', async () => {
    (await change({ broadcast_ip: '10.1.2.254' })).ok();
    expect((await change({ broadcast_ip: '' })).as(Interface).broadcast_ip).toBe('10.1.2.255');
  });

  test('cannot take the name of another interface', async () => {
    (await add({ ip: '10.9.0.1', interface: 'eth1' })).ok();
    expect(await faults(change({ interface: 'eth1' }))).toEqual({ __all__: 1 });
  });
});

test('DELETE takes one away: 204, then 404', async () => {
  (await add(MANAGED)).ok();
  (await add({ ip: '10.9.0.1', interface: 'eth1' })).ok();
  expect((await region.delete('worker', `${path}eth0/`)).status).toBe(204);
  expect((await region.delete('admin', `${path}eth0/`)).status).toBe(404);
  expect((await list()).map((one) => one.interface)).toEqual(['eth1']);
});

const NONSENSE = { op: 'report_foreign_dhcp', foreign_dhcp_ip: 'nonsense' };

describe('report_foreign_dhcp', () => {
  beforeEach(async () => {
    (await add(MANAGED)).ok();
  });

  test('notes a server and forgets it again, answering the interface', async () => {
    for (const [server, noted] of [
      ['192.0.2.9', '192.0.2.9'],
      ['2001:DB8::9', '2001:db8::9'],
      ['', null],
    ] as const) {
      expect((await report(server)).as(Interface)).toEqual(SHOWN);
      expect((await stored()).foreignDhcpIp).toBe(noted);
    }
  });

  test('needs an address, and says so before it looks for the interface', async () => {
    expect(await faults(report('nonsense'))).toEqual({ foreign_dhcp_ip: 1 });
    const reply = await region.post('worker', `${path}none/`, { op: 'report_foreign_dhcp' });
    expect([reply.status, reply.type]).toEqual([400, expect.stringMatching(/^text\/plain/)]);
  });

  test('looks at the address after it has looked for the interface, and whose it is', async () => {
    const statusOf = async (as: As, at: string) => (await region.post(as, at, NONSENSE)).status;
    expect(await statusOf('user', `${path}eth0/`)).toBe(403);
    expect(await statusOf('admin', `nodegroups/${randomUUID()}/interfaces/eth0/`)).toBe(404);
    expect(await statusOf('worker', `${path}none/`)).toBe(404);
  });
});

describe('who may', () => {
  const calls = (as: As, at: string) => [
    region.get(as, at, { op: 'list' }),
    region.post(as, at, { op: 'new', ...MANAGED }),
    region.get(as, `${at}eth9/`),
    region.put(as, `${at}eth9/`, { ip: '10.0.0.1' }),
    region.delete(as, `${at}eth9/`),
    region.post(as, `${at}eth9/`, { op: 'report_foreign_dhcp', foreign_dhcp_ip: '' }),
  ];
  const statuses = async (as: As, at = path) => (await Promise.all(calls(as, at))).map(({ status }) => status);

  test('users may not, whether the interface is there or not; callers without credentials are asked for some', async () => {
    expect(await statuses('user')).toEqual([403, 403, 403, 403, 403, 403]);
    expect(await statuses(null)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(await list()).toEqual([]);
  });

  test('a worker may not in another cluster', async () => {
    const uuid = randomUUID();
    (await region.post(null, 'nodegroups/', { op: 'register', uuid })).ok();
    expect(await statuses('worker', `nodegroups/${uuid}/interfaces/`)).toEqual([403, 403, 403, 403, 403, 403]);
  });

  test('what is not there is 404', async () => {
    expect(await statuses('worker')).toEqual([200, 200, 404, 404, 404, 404]);
    expect(await statuses('admin', `nodegroups/${randomUUID()}/interfaces/`)).toEqual([404, 404, 404, 404, 404, 404]);
  });
});

test('a list is read with the same number of queries however long it is', async () => {
  await list();
  const before = region.queries();
  for (let index = 0; index < 5; index += 1) (await add({ ip: '10.0.0.1', interface: `eth${index}` })).ok();
  await list();
  expect(region.queries()).toBe(before);
});
