import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../../../support/body.js';
import {
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

const report = (form: Form, as: As = 'worker', at = `${interfacesPath(region)}eth0/`) =>
  region.post(as, at, { op: 'report_foreign_dhcp', ...form });
const stored = async () => (await region.database.prisma.nodegroupInterface.findFirstOrThrow()).foreignDhcpIp;

test('report_foreign_dhcp stores the address of the server, an empty one removes it', async () => {
  for (const [server, kept] of [
    ['192.0.2.9', '192.0.2.9'],
    ['2001:DB8::9', '2001:db8::9'],
    ['', null],
  ] as const) {
    expect((await report({ foreign_dhcp_ip: server })).as(Interface)).toEqual(SHOWN);
    expect(await stored()).toBe(kept);
  }
});

test('report_foreign_dhcp with a malformed address is refused', async () => {
  expect((await report({ foreign_dhcp_ip: 'nonsense' })).wrongFields).toEqual(['foreign_dhcp_ip']);
});

test('report_foreign_dhcp without an address is refused in plain text, even of an unknown interface', async () => {
  const reply = await report({}, 'worker', `${interfacesPath(region)}none/`);
  expect([reply.status, reply.type]).toEqual([400, expect.stringMatching(/^text\/plain/)]);
});

const UNKNOWN_CLUSTER = 'nodegroups/unknown/interfaces/eth0/';
test.each<[string, As, string | undefined, number]>([
  ['by a user', 'user', undefined, 403],
  ['without credentials', null, undefined, 401],
  ['of an unknown interface', 'worker', 'none', 404],
  ['of an unknown interface by a user', 'user', 'none', 403],
  ['of an unknown cluster', 'admin', UNKNOWN_CLUSTER, 404],
])('report_foreign_dhcp %s is refused before the address is validated', async (_what, as, at, status) => {
  const path = at === UNKNOWN_CLUSTER ? at : `${interfacesPath(region)}${at ?? 'eth0'}/`;
  for (const foreign_dhcp_ip of ['', 'nonsense']) {
    expect((await report({ foreign_dhcp_ip }, as, path)).status).toBe(status);
  }
});

test('report_foreign_dhcp by the worker of another cluster is 403', async () => {
  expect((await report({ foreign_dhcp_ip: '' }, (await makeCluster(region)).key)).status).toBe(403);
});
