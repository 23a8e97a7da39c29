import { beforeEach, expect, test } from 'vitest';
import { eventually } from '../../../support/eventually.js';
import { masterPath } from '../../../support/factories/clusters.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { performJobs } from '../../../support/jobs.js';
import { memoryLog } from '../../../support/log.js';
import { DECLARED, nodePath } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';
import { Nodes } from '../../../support/shapes.js';
import { UcsManager } from '../../../support/ucs-manager.js';
import { SERVER } from '../../../support/ucs-server.js';
import { CANARY, chassisOf, POLICIES, probe, probeEvents, SECOND } from './probe-region.js';

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.node.deleteMany();
  await region.database.prisma.event.deleteMany();
});

const nodes = async () => (await region.get('admin', 'nodes/', { op: 'list' })).as(Nodes);

/** Has an administrator ask for a probe, and waits for its end. @returns the log */
async function requestProbe({ url, username, password }: UcsManager): Promise<string> {
  const form = { op: 'probe_and_enlist_ucsm', url, username, password };
  (await region.post('admin', masterPath(region), form)).ok();
  const { log, lines } = memoryLog();
  await using _jobs = await performJobs(region.database, { log });
  await eventually(async () => expect(await probeEvents(region)).toHaveLength(1));
  return lines.join('');
}

test('a probe enlists the machines of the chassis as declared nodes of the cluster, with power parameters', async () => {
  await using manager = await UcsManager.start({ servers: [SERVER, SECOND], policies: POLICIES, password: CANARY });
  await requestProbe(manager);
  const found = await nodes();
  expect(found).toHaveLength(2);
  for (const node of found) {
    expect(node).toMatchObject({ status: DECLARED, architecture: 'amd64/generic', power_type: 'ucsm', owner: null });
  }
  const macs = found.map(({ macaddress_set }) => macaddress_set.map(({ mac_address }) => mac_address));
  expect(macs).toEqual([SERVER, SECOND].map(({ adaptors }) => adaptors.flat()));
  const [first] = found;
  if (!first) throw new Error('no node was found');
  const parameters = await region.get('admin', nodePath(first), { op: 'power_parameters' });
  expect(parameters.json).toEqual(manager.parameters(SERVER));
});

test('a probe records an event and logs a line, both without the password', async () => {
  await using manager = await UcsManager.start({ servers: [SERVER, SECOND], policies: POLICIES, password: CANARY });
  const log = await requestProbe(manager);
  const address = manager.url;
  const events = await probeEvents(region);
  expect(events).toMatchObject([
    {
      level: 'INFO',
      type: 'Chassis probed',
      description: `Asked for by admin, ucsm ${address}, machines enlisted: 2, refused: 0`,
      username: 'admin',
      details: { cluster: region.worker.uuid, model: 'ucsm', address, refused: [] },
    },
  ]);
  expect(events[0]?.details.enlisted).toEqual((await nodes()).map(({ system_id }) => system_id));
  expect(await probeEvents(region, 'user')).toEqual([]);
  expect(log).toContain('a probe ended');
  expect(log).not.toContain(CANARY);
});

test('a probe with machines that are refused enlists the others and records each refusal with its reason', async () => {
  const unfit = { ...SECOND, dn: 'sys/chassis-1/blade-3', profile: '' };
  const servers = [{ ...SERVER, adaptors: [[]] }, unfit, { ...SERVER, dn: 'taken' }, SECOND];
  await using manager = await UcsManager.start({ servers, policies: POLICIES });
  await makeNode(region, 'declared', { macs: [SERVER.adaptors[0]?.[1] ?? ''] });
  await probe(region, chassisOf(manager));
  expect(await nodes()).toHaveLength(2);
  expect(await probeEvents(region)).toMatchObject([
    {
      level: 'WARNING',
      details: {
        enlisted: [expect.stringMatching(/^node-/)],
        refused: [
          { machine: SERVER.dn, reason: 'mac_addresses: One or more MAC addresses are required.' },
          { machine: unfit.dn, reason: 'The server has no service profile.' },
          { machine: 'taken', reason: expect.stringContaining('02:00:00:00:01:02') },
        ],
      },
    },
  ]);
});

test('a probe with 150 refused machines records the count of all and the names of 100', async () => {
  const servers = Array.from({ length: 150 }, (_, i) => ({ ...SERVER, dn: `server-${i}`, profile: '', adaptors: [] }));
  await using manager = await UcsManager.start({ servers, policies: POLICIES });
  await probe(region, chassisOf(manager));
  const [event] = await probeEvents(region);
  expect(event?.description).toContain('refused: 150');
  expect([event?.details.refusals, event?.details.refused.length]).toEqual([150, 100]);
});

test('a probe that is repeated enlists nothing again', async () => {
  await using manager = await UcsManager.start({ servers: [SERVER, SECOND], policies: POLICIES });
  for (const _ of ['once', 'twice']) await probe(region, chassisOf(manager));
  expect(await nodes()).toHaveLength(2);
  const [again] = await probeEvents(region);
  expect([again?.details.enlisted.length, again?.details.refused.length]).toEqual([0, 2]);
});

test('a probe of machines that share a MAC address of ENLIST_IGNORE_MACS enlists each without this address', async () => {
  const shared = '0a:94:ef:01:02:03';
  const servers = [SERVER, SECOND].map((server) => ({ ...server, adaptors: [...server.adaptors, [shared]] }));
  await using manager = await UcsManager.start({ servers, policies: POLICIES });
  await probe(region, chassisOf(manager), { enlistIgnoreMacs: ['0a:94:ef'] });
  const macs = (await nodes()).map(({ macaddress_set }) => macaddress_set.map(({ mac_address }) => mac_address));
  expect(macs).toEqual([SERVER, SECOND].map(({ adaptors }) => adaptors.flat()));
});
