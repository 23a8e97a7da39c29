import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import pino from 'pino';
import { expect, test } from 'vitest';
import { claimAction } from '../../../src/power/actions/claim.js';
import { endAction, retryActionLater } from '../../../src/power/actions/end.js';
import { failOrphanedPowerActions } from '../../../src/power/actions/fail-orphaned.js';
import { startJobs } from '../../../src/server/jobs.js';
import { readSettings } from '../../../src/settings.js';
import { lastSeen, lockJobs } from '../../jobs/support.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { processesWith } from '../../support/processes.js';
import { programs } from '../../support/programs.js';
import { actionsOf, ask, jobDelays, poweredNode, poweredNodes, states } from '../support.js';

const DEAD = 'pool-of-a-dead-process';

test('action of a process that died is taken over by another', async () => {
  await using fresh = await freshDatabase();
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const packet = once(socket, 'message');
  const node = await poweredNode(fresh.database, 'ether_wake');
  await ask(fresh.database, [node], 'on');
  await lockJobs(fresh.database, DEAD, 16);
  await lastSeen(fresh.database, DEAD, 16);
  await fresh.database.pool.query(
    `UPDATE power_actions SET state = 'running', tries = 1, started = now(),
       job_id = (SELECT id::text FROM graphile_worker.jobs)`,
  );
  const services = { settings: readSettings({}), database: fresh.database, log: pino({ level: 'silent' }) };
  const environment = { wakeOnLan: { address: '127.0.0.1', port: socket.address().port } };
  const jobs = await startJobs(services, { environment });
  await packet;
  await eventually(async () => expect(await states(fresh.database, node)).toEqual(['on done']));
  expect(await actionsOf(fresh.database, node)).toMatchObject([{ tries: 2 }]);
  await jobs.stop();
  socket.close();
});

test('end by a process that was considered dead changes nothing of the current attempt', async () => {
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'ether_wake');
  await ask(fresh.database, [node], 'on');
  const [{ id } = { id: 0 }] = await actionsOf(fresh.database, node);
  const first = await claimAction(fresh.database, id, 'job');
  const second = await claimAction(fresh.database, id, 'job');
  if (!first || !second) throw new Error('the action was not begun twice');
  const jobs = await jobDelays(fresh.database);
  await endAction(fresh.database, first, { message: 'too late', power: 'error' });
  await retryActionLater(fresh.database, first, 'too late', 1);
  expect(await states(fresh.database, node)).toEqual(['on running']);
  expect(await jobDelays(fresh.database)).toEqual(jobs);
  await endAction(fresh.database, second, undefined);
  expect(await states(fresh.database, node)).toEqual(['on done']);
  const { rows } = await fresh.database.pool.query('SELECT type FROM events');
  expect(rows).toEqual([{ type: 'Node powered on' }]);
});

test('stop of a process kills the program of a running action, which another process takes over', async () => {
  await using fresh = await freshDatabase();
  await using hanging = await programs({ 'ipmi-chassis-config': 'exec sleep 3573', ipmipower: 'true' });
  const ok = 'case "$*" in *--stat*) echo "127.0.0.1: on" ;; *) echo "127.0.0.1: ok" ;; esac';
  await using good = await programs({ 'ipmi-chassis-config': 'true', ipmipower: ok });
  const node = await poweredNode(fresh.database, 'ipmi', { power_address: '127.0.0.1', power_user: 'maas' });
  await ask(fresh.database, [node], 'on');
  const services = { settings: readSettings({}), database: fresh.database, log: pino({ level: 'silent' }) };
  const stopping = await startJobs(services, { environment: { toolPath: hanging.toolPath } });
  await eventually(async () => expect(await processesWith('sleep\u00003573')).toHaveLength(1));
  await stopping.stop();
  expect(await processesWith('sleep\u00003573')).toEqual([]);
  expect(await states(fresh.database, node)).toEqual(['on running']);
  const jobs = await startJobs(services, { environment: { toolPath: good.toolPath } });
  await eventually(async () => expect(await states(fresh.database, node)).toEqual(['on done']));
  expect(await actionsOf(fresh.database, node)).toMatchObject([{ tries: 2 }]);
  await jobs.stop();
});

test('actions without a job fail after a minute and no longer block their nodes', async () => {
  await using fresh = await freshDatabase();
  const { database } = fresh;
  const [orphaned = '', alive = '', young = ''] = await poweredNodes(database, 3, 'virsh');
  await ask(database, [orphaned, alive], 'off');
  await ask(database, [orphaned], 'on');
  await database.pool.query("UPDATE power_actions SET queued = now() - interval '2 minutes'");
  await ask(database, [young], 'off');
  const isLost = `payload ->> 'actionId' IN (SELECT id::text FROM power_actions WHERE system_id <> $1)`;
  await database.pool.query(`DELETE FROM graphile_worker._private_jobs WHERE ${isLost}`, [alive]);
  await database.pool.query('UPDATE nodes SET substatus = 12');
  expect(await failOrphanedPowerActions(database)).toBe(1);
  expect(await states(database, orphaned)).toEqual(['off failed', 'on queued']);
  expect(await states(database, alive)).toEqual(['off queued']);
  expect(await states(database, young)).toEqual(['off queued']);
  expect(await jobDelays(database)).toEqual([0, 0]);
  expect(await failOrphanedPowerActions(database)).toBe(0);
  const { rows } = await database.pool.query('SELECT system_id, substatus FROM nodes ORDER BY id');
  const released = (system_id: string, substatus: number) => ({ system_id, substatus });
  expect(rows).toEqual([released(orphaned, 13), released(alive, 12), released(young, 12)]);
  expect((await database.pool.query('SELECT system_id, type FROM events')).rows).toEqual([
    { system_id: orphaned, type: 'Failed to power off node' },
  ]);
});

test('releases of nodes without an unfinished power-off fail', async () => {
  await using fresh = await freshDatabase();
  const { database } = fresh;
  const [lost = '', waiting = '', free = ''] = await poweredNodes(database, 3, 'virsh');
  await ask(database, [waiting], 'off');
  await database.pool.query('UPDATE nodes SET substatus = 12 WHERE system_id <> $1', [free]);
  await failOrphanedPowerActions(database);
  const { rows } = await database.pool.query('SELECT system_id, substatus FROM nodes ORDER BY id');
  expect(rows).toEqual([
    { system_id: lost, substatus: 13 },
    { system_id: waiting, substatus: 12 },
    { system_id: free, substatus: null },
  ]);
});

test('action that ends every process that performs it fails after 12 attempts', async () => {
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'ether_wake');
  await ask(fresh.database, [node], 'on');
  await fresh.database.pool.query('UPDATE power_actions SET tries = 12');
  const services = { settings: readSettings({}), database: fresh.database, log: pino({ level: 'silent' }) };
  const jobs = await startJobs(services);
  await eventually(async () => expect(await states(fresh.database, node)).toEqual(['on failed']));
  expect((await actionsOf(fresh.database, node))[0]?.error).toContain('Given up');
  await jobs.stop();
});
