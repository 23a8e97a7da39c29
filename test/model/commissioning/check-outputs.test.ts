import { beforeEach, expect, test } from 'vitest';
import { LLDP_RESULT, LSHW_RESULT } from '../../../src/model/hardware/outputs.js';
import { makeNode } from '../../support/factories/nodes.js';
import { alterNode, FAILED_TESTS, nodeKey, READY, signal, storedNode } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const region = useRegion();
let node: Node;
let key: ApiKey;
beforeEach(async () => {
  node = await makeNode(region, 'commissioning');
  key = await nodeKey(region, node.system_id);
});

const events = () =>
  region.database.prisma.event.findMany({
    where: { systemId: node.system_id },
    select: { type: true, description: true },
    orderBy: { id: 'asc' },
  });
const CPU = '<node id="core"><node id="cpu" class="processor"/></node>';
const MEMORY = '<node id="memory"><size units="bytes">1073741824</size></node>';
const DISK = '<node id="disk" class="disk"><size units="bytes">1073741824</size></node>';
const UNREADABLE = [
  '',
  'lshw: not found',
  '<list><node id="core"',
  `<!DOCTYPE list><list>${CPU}</list>`,
  '<list>\u0001</list>',
];

test.each(UNREADABLE)(
  'signal of OK with the lshw output %j fails the tests of a node without facts',
  async (output) => {
    await signal(region, key, 'WORKING', { [LSHW_RESULT]: output });
    await signal(region, key, 'OK');
    expect(await storedNode(region, node)).toMatchObject({
      status: FAILED_TESTS,
      error: expect.stringContaining('The output of lshw cannot be read'),
    });
    expect(await events()).toEqual([
      { type: 'Hardware facts are missing', description: expect.stringContaining('has no hardware facts') },
    ]);
  },
);

test.each(UNREADABLE)(
  'signal of OK with the lshw output %j keeps earlier facts, and the node is ready',
  async (output) => {
    await alterNode(region, node, { cpuCount: 4, memory: 2048, storage: 100 });
    await signal(region, key, 'OK', { [LSHW_RESULT]: output });
    expect(await storedNode(region, node)).toMatchObject({ status: READY, error: '', cpuCount: 4, memory: 2048 });
    expect(await events()).toEqual([
      { type: 'Hardware facts are missing', description: expect.stringContaining('earlier hardware facts are kept') },
    ]);
  },
);

test('signal of OK with damaged lshw output that holds facts makes the node ready, without an event', async () => {
  await signal(region, key, 'OK', { [LSHW_RESULT]: `<list>${CPU}${MEMORY}${DISK}<serial>\u0001` });
  expect(await storedNode(region, node)).toMatchObject({ status: READY, cpuCount: 1 });
  expect(await events()).toEqual([]);
});

test.each([
  ['<list/>', 'no processors, no memory, no storage'],
  ['<html><body>Sign in to this network</body></html>', 'no processors, no memory, no storage'],
  ['<lldp label="LLDP neighbors"/>', 'no processors, no memory, no storage'],
  ['<node id="host" class="system"><node id="core" class="bus"/></node>', 'no processors, no memory, no storage'],
  [`<list>${MEMORY}${DISK}</list>`, 'no processors'],
  [`<list>${CPU}${MEMORY}</list>`, 'no storage'],
])('signal of OK with the lshw output %s makes an event that says: %s', async (output, missing) => {
  await signal(region, key, 'OK', { [LSHW_RESULT]: output });
  expect((await storedNode(region, node)).status).toBe(READY);
  expect(await events()).toEqual([
    { type: 'Hardware facts are missing', description: `The output of lshw shows ${missing}.` },
  ]);
});

test('signal of OK with a fact that is too large makes an event that names it', async () => {
  const memory = `<node id="memory"><size units="bytes">${3 * 2 ** 50}</size></node>`;
  await signal(region, key, 'OK', { [LSHW_RESULT]: `<list>${CPU}${memory}${DISK}</list>` });
  expect(await storedNode(region, node)).toMatchObject({ status: READY, memory: 2_147_483_647 });
  expect(await events()).toEqual([
    { type: 'Hardware fact is too large', description: expect.stringContaining('The memory') },
  ]);
});

test('signal of FAILED or WORKING with unreadable lshw output makes no event about the output', async () => {
  await signal(region, key, 'WORKING', { [LSHW_RESULT]: '' });
  expect(await events()).toEqual([]);
  await signal(region, key, 'FAILED');
  expect((await events()).map(({ type }) => type)).toEqual(['Commissioning failed']);
});

const neighbour = (chassis: string, port: string) =>
  `<lldp><interface><chassis><id ${chassis}</id></chassis><port><id ${port}</id></port></interface></lldp>`;

test.each([
  ['local', 'ifname', neighbour('type="local">switch-1', 'type="ifname">ge-0/0/1')],
  ['ip', 'mac', neighbour('type="ip">10.0.0.1', 'type="mac">no address')],
  ['other texts', 'mac', neighbour('type="mac">00:11:22', 'type="mac">')],
  ['other texts', 'no type', neighbour('>00:11:22:33:44:55', '>1')],
  [
    'other texts',
    'no id',
    '<lldp><interface name="eth0" via="CDPv2"><chassis><name>sw</name></chassis></interface></lldp>',
  ],
])(
  'signal of OK with neighbours that have only ids of %s makes an event that says why there are no routers',
  async (type, _port, output) => {
    await signal(region, key, 'OK', { [LLDP_RESULT]: output });
    expect(await storedNode(region, node)).toMatchObject({ status: READY, routers: [] });
    expect(await events()).toEqual([{ type: 'Routers are missing', description: expect.stringContaining(type) }]);
  },
);

test.each(['', ' \n', '<lldp/>', neighbour('type="mac">02:00:00:00:00:01', 'type="ifname">eth0')])(
  'signal of OK with the LLDP output %j makes no event',
  async (output) => {
    await signal(region, key, 'OK', { [LLDP_RESULT]: output });
    expect(await events()).toEqual([]);
  },
);

test('signal of OK with LLDP output that cannot be read makes an event, and keeps the routers', async () => {
  await alterNode(region, node, { routers: ['02:00:00:00:00:09'] });
  await signal(region, key, 'OK', { [LLDP_RESULT]: 'lldpcli: cannot connect' });
  expect(await storedNode(region, node)).toMatchObject({ status: READY, routers: ['02:00:00:00:00:09'] });
  expect(await events()).toEqual([
    { type: 'Routers are missing', description: expect.stringContaining('cannot be read') },
  ]);
});
