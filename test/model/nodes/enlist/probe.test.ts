import pino from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Chassis } from '../../../../src/jobs/task.js';
import { giveUpProbe, performProbe } from '../../../../src/model/nodes/enlist/probe.js';
import { startJobs } from '../../../../src/server/jobs.js';
import { readSettings } from '../../../../src/settings.js';
import { environmentWith } from '../../../power/support.js';
import { eventually } from '../../../support/eventually.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { DECLARED } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';
import { SERVER, UcsManager, type UcsServer } from '../../../support/ucs-manager.js';

const CANARY = 'c4nary&Passw0rd';

const region = useRegion();
beforeEach(async () => {
  await region.database.pool.query('DELETE FROM nodes');
  await region.database.pool.query('DELETE FROM events');
});

const POLICIES = { [SERVER.policy]: ['<lsbootVirtualMedia order="1"/>', '<lsbootLan order="2"/>'] };
const SECOND: UcsServer = {
  ...SERVER,
  dn: 'sys/chassis-1/blade-2',
  uuid: '66666666-7777-8888-9999-000000000000',
  profile: 'org-root/ls-node2',
  adaptors: [['02:00:00:00:02:01']],
};

const Events = z.object({
  events: z.array(
    z.object({
      node: z.null(),
      level: z.string(),
      type: z.string(),
      description: z.string(),
      username: z.string(),
      details: z.object({
        cluster: z.string(),
        model: z.string(),
        address: z.string(),
        enlisted: z.array(z.string()),
        refusals: z.number(),
        refused: z.array(z.object({ machine: z.string(), reason: z.string() })),
        error: z.string().optional(),
      }),
    }),
  ),
});

const events = async () => (await region.get('admin', 'events/', { op: 'query' })).as(Events).events;
const nodes = async () => (await region.get('admin', 'nodes/', { op: 'list' })).as(z.array(Node));

/** Has a chassis probed here and now. @returns what is logged */
async function probe(chassis: Chassis, uuid = region.worker.uuid, signal = new AbortController().signal) {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  await performProbe(
    { database: region.database, log, environment: environmentWith() },
    { uuid, chassis, requestedBy: 'admin' },
    { signal },
  );
  return lines.join('');
}

const chassisOf = ({ url, username, password }: UcsManager): Chassis => ({ model: 'ucsm', url, username, password });

test('what a request finds is enlisted in its cluster, declared, and told by an event', async () => {
  await using manager = await UcsManager.start({ servers: [SERVER, SECOND], policies: POLICIES, password: CANARY });
  const { url, username, password } = manager;
  const path = `nodegroups/${region.worker.uuid}/`;
  (await region.post('admin', path, { op: 'probe_and_enlist_ucsm', url, username, password })).ok();
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const jobs = await startJobs({ settings: readSettings({}), database: region.database, log });
  try {
    await eventually(async () => expect(await events()).toHaveLength(1));
  } finally {
    await jobs.stop();
  }

  const found = await nodes();
  expect(found).toHaveLength(2);
  for (const node of found) {
    expect(node).toMatchObject({ status: DECLARED, architecture: 'amd64/generic', power_type: 'ucsm', owner: null });
  }
  expect(found.map(({ macaddress_set }) => macaddress_set.map(({ mac_address }) => mac_address))).toEqual(
    [SERVER, SECOND].map(({ adaptors }) => adaptors.flat()),
  );

  const address = manager.url;
  expect(await events()).toMatchObject([
    {
      level: 'INFO',
      type: 'Chassis probed',
      description: `Asked for by admin, ucsm ${address}, machines enlisted: 2, refused: 0`,
      username: 'admin',
      details: { cluster: region.worker.uuid, model: 'ucsm', address, refused: [] },
    },
  ]);
  expect((await events())[0]?.details.enlisted).toEqual(found.map(({ system_id }) => system_id));
  expect((await region.get('user', 'events/', { op: 'query' })).as(Events).events).toEqual([]);
  expect(lines.join('')).toContain('a probe ended');
  expect(lines.join('')).not.toContain(CANARY);

  const parameters = await region.get('admin', `nodes/${found[0]?.system_id}/`, { op: 'power_parameters' });
  expect(parameters.json).toEqual(manager.parameters(SERVER));
});

test('one machine that is refused holds up no other, and the event says which and why', async () => {
  const unfit = { ...SECOND, dn: 'sys/chassis-1/blade-3', profile: '' };
  const servers = [{ ...SERVER, adaptors: [[]] }, unfit, { ...SERVER, dn: 'taken' }, SECOND];
  await using manager = await UcsManager.start({ servers, policies: POLICIES });
  await makeNode(region, 'declared', { macs: [SERVER.adaptors[0]?.[1] ?? ''] });
  await probe(chassisOf(manager));
  expect(await nodes()).toHaveLength(2);
  expect(await events()).toMatchObject([
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

test('of very many refused machines the event counts all, and names a hundred', async () => {
  const servers = Array.from({ length: 150 }, (_, i) => ({ ...SERVER, dn: `server-${i}`, profile: '', adaptors: [] }));
  await using manager = await UcsManager.start({ servers, policies: POLICIES });
  await probe(chassisOf(manager));
  const [event] = await events();
  expect(event?.description).toContain('refused: 150');
  expect([event?.details.refusals, event?.details.refused.length]).toEqual([150, 100]);
});

test('a chassis that is probed again brings nothing twice', async () => {
  await using manager = await UcsManager.start({ servers: [SERVER, SECOND], policies: POLICIES });
  await probe(chassisOf(manager));
  await probe(chassisOf(manager));
  expect(await nodes()).toHaveLength(2);
  const [again] = await events();
  expect([again?.details.enlisted.length, again?.details.refused.length]).toEqual([0, 2]);
});

test('a chassis that refuses the password is asked once, and the event says so', async () => {
  await using manager = await UcsManager.start({ password: 'another' });
  const lines = await probe({ model: 'ucsm', url: manager.url, username: 'admin', password: CANARY });
  expect(manager.methods).toEqual(['aaaLogin']);
  expect(await nodes()).toEqual([]);
  expect(await events()).toMatchObject([
    {
      level: 'ERROR',
      type: 'Failed to probe chassis',
      details: { enlisted: [], error: 'UCS Manager refuses the login: Authentication failed (551)' },
    },
  ]);
  expect(lines).not.toContain(CANARY);
});

test('a password that the chassis repeats, or that is part of its URL, is in no event and no log', async () => {
  await using manager = await UcsManager.start({ password: CANARY });
  manager.refuse('configResolveClass', '1', 'you sent c4nary&amp;Passw0rd, you');
  const lines = await probe(chassisOf(manager));
  const url = manager.url.replace('//', '//admin:c4naryInUrl@');
  const more = await probe({ model: 'ucsm', url, username: 'admin', password: CANARY });
  expect((await events()).map(({ details }) => details.error)).toEqual([
    'The power address must be an http or https URL without credentials.',
    'UCS Manager refuses configResolveClass: you sent ***, you (1)',
  ]);
  expect(JSON.stringify([await events(), lines, more])).not.toContain('c4nary');
});

test('a SeaMicro chassis that is not on the network is told by an event', async () => {
  const mac = '02:00:00:00:00:01';
  await probe({ model: 'seamicro15k', mac, username: 'u', password: 'p', powerControl: 'restapi' });
  expect(await events()).toMatchObject([
    {
      level: 'ERROR',
      details: { model: 'seamicro15k', address: mac, error: 'No neighbour on the network has the MAC address.' },
    },
  ]);
});

test('so is a cluster that is gone', async () => {
  await using manager = await UcsManager.start();
  await probe(chassisOf(manager), 'gone');
  expect(manager.methods).toEqual([]);
  expect(await events()).toMatchObject([{ level: 'ERROR', details: { error: 'The cluster is not there any more.' } }]);
});

test('a probe that the end of the process interrupts is left to another process and records no event', async () => {
  await using manager = await UcsManager.start({ policies: POLICIES });
  manager.sayInstead((method) => (method === 'configResolveClass' ? 'nothing' : undefined));
  await expect(probe(chassisOf(manager), region.worker.uuid, AbortSignal.timeout(200))).rejects.toThrow('cut short');
  expect(manager.openSessions).toBe(0);
  expect(await events()).toEqual([]);
});

test('a probe of which processes died is given up with an event, without its password', async () => {
  const chassis: Chassis = { model: 'ucsm', url: 'http://127.0.0.1:9/', username: 'admin', password: CANARY };
  const log = pino({ level: 'silent' });
  await giveUpProbe({ database: region.database, log }, { uuid: 'master', chassis, requestedBy: 'admin' }, 3);
  const told = await events();
  expect(told).toMatchObject([{ level: 'ERROR', type: 'Failed to probe chassis', username: 'admin' }]);
  expect(told[0]?.details.error).toBe('Given up: the process of the region ended 3 times during the probe.');
  expect(JSON.stringify(told)).not.toContain(CANARY);
});
