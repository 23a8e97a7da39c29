import { beforeEach, expect, test } from 'vitest';
import type { Chassis } from '../../../../src/jobs/task.js';
import { giveUpProbe } from '../../../../src/model/nodes/enlist/probe-chassis.js';
import { memoryLog } from '../../../support/log.js';
import { useRegion } from '../../../support/region.js';
import { UcsManager } from '../../../support/ucs-manager.js';
import { CANARY, chassisOf, POLICIES, probe, probeEvents } from './probe-region.js';

const region = useRegion();
beforeEach(() => region.database.prisma.event.deleteMany());

test('a probe of a chassis that refuses the password tries once and records an event', async () => {
  await using manager = await UcsManager.start({ password: 'another' });
  const log = await probe(region, { model: 'ucsm', url: manager.url, username: 'admin', password: CANARY });
  expect(manager.methods).toEqual(['aaaLogin']);
  expect(await region.database.prisma.node.count()).toBe(0);
  expect(await probeEvents(region)).toMatchObject([
    {
      level: 'ERROR',
      type: 'Failed to probe chassis',
      details: { enlisted: [], error: 'UCS Manager refuses the login: Authentication failed (551)' },
    },
  ]);
  expect(log).not.toContain(CANARY);
});

test('a probe whose password is in the answer or in the URL leaves it out of events and logs', async () => {
  await using manager = await UcsManager.start({ password: CANARY });
  manager.refuse('configResolveClass', '1', 'you sent c4nary&amp;Passw0rd, you');
  const log = await probe(region, chassisOf(manager));
  const url = manager.url.replace('//', '//admin:c4naryInUrl@');
  const more = await probe(region, { model: 'ucsm', url, username: 'admin', password: CANARY });
  const events = await probeEvents(region);
  expect(events.map(({ details }) => details.error)).toEqual([
    'The power address must be an http or https URL without credentials.',
    'UCS Manager refuses configResolveClass: you sent ***, you (1)',
  ]);
  expect(JSON.stringify([events, log, more])).not.toContain('c4nary');
});

test('a probe of a SeaMicro chassis without a neighbour entry records an event', async () => {
  const mac = '02:00:00:00:00:01';
  await probe(region, { model: 'seamicro15k', mac, username: 'u', password: 'p', powerControl: 'restapi' });
  const details = { model: 'seamicro15k', address: mac, error: 'No neighbour on the network has the MAC address.' };
  expect(await probeEvents(region)).toMatchObject([{ level: 'ERROR', details }]);
});

test('a probe for a deleted cluster sends no request and records an event', async () => {
  await using manager = await UcsManager.start();
  await probe(region, chassisOf(manager), { uuid: 'gone' });
  expect(manager.methods).toEqual([]);
  const details = { error: 'The cluster is not there any more.' };
  expect(await probeEvents(region)).toMatchObject([{ level: 'ERROR', details }]);
});

test('a probe that is aborted by the end of the process fails without an event', async () => {
  await using manager = await UcsManager.start({ policies: POLICIES });
  manager.sayInstead((method) => (method === 'configResolveClass' ? 'nothing' : undefined));
  const interrupted = probe(region, chassisOf(manager), { signal: AbortSignal.timeout(200) });
  await expect(interrupted).rejects.toThrow('cut short');
  expect(manager.openSessions).toBe(0);
  expect(await probeEvents(region)).toEqual([]);
});

test('giveUpProbe records an event without the password', async () => {
  const chassis: Chassis = { model: 'ucsm', url: 'http://127.0.0.1:9/', username: 'admin', password: CANARY };
  const { log } = memoryLog();
  await giveUpProbe({ database: region.database, log }, { uuid: 'master', chassis, requestedBy: 'admin' }, 3);
  const events = await probeEvents(region);
  expect(events).toMatchObject([{ level: 'ERROR', type: 'Failed to probe chassis', username: 'admin' }]);
  expect(events[0]?.details.error).toBe('Given up: the process of the region ended 3 times during the probe.');
  expect(JSON.stringify(events)).not.toContain(CANARY);
});
