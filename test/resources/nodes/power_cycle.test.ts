import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { lastPowerAction, UNKNOWN_NODE } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const cycle = (as: As, form: Form = {}) => region.post(as, 'nodes/', { op: 'power_cycle', ...form });
const Outcomes = z.record(z.string(), z.strictObject({ outcome: z.string(), reason: z.string() }));
const REQUESTED = { outcome: 'requested', reason: '' };
const refused = (reason: string) => ({ outcome: 'refused', reason });

test('power_cycle of several nodes cycles each, and has an outcome for each', async () => {
  const virsh = await makeNode(region, 'allocated', { power_type: 'virsh' });
  const wake = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  const foreign = await makeNode(region, 'allocated', { owner: 'user2', power_type: 'virsh' });
  const nodes = [virsh, wake, foreign, UNKNOWN_NODE].map(({ system_id }) => system_id);
  // Commissioning has left unfinished actions, one of which would serve this request too.
  await region.database.pool.query(`UPDATE power_actions SET state = 'done'`);
  expect((await cycle('user', { nodes })).as(Outcomes)).toEqual({
    [virsh.system_id]: REQUESTED,
    [wake.system_id]: refused('The power type ether_wake cannot power a machine off.'),
    [foreign.system_id]: refused('Only its owner and administrators may do this.'),
    [UNKNOWN_NODE.system_id]: { outcome: 'unknown', reason: 'There is no such node.' },
  });
  expect(await lastPowerAction(region, virsh)).toMatchObject({ change: 'cycle', requestedBy: 'user' });
});

test('power_cycle with stop_mode soft refuses the nodes whose types cannot ask an operating system', async () => {
  const ipmi = await makeNode(region, 'allocated', { power_type: 'ipmi' });
  const amt = await makeNode(region, 'allocated', { power_type: 'amt' });
  const nodes = [ipmi.system_id, amt.system_id];
  expect((await cycle('user', { nodes, stop_mode: 'soft' })).as(Outcomes)).toEqual({
    [ipmi.system_id]: REQUESTED,
    [amt.system_id]: refused('The power type amt cannot ask an operating system to shut down.'),
  });
});

test('power_cycle without nodes is 400, without credentials refused, and by a worker 403', async () => {
  expect((await cycle('user')).text).toBe('No provided nodes!');
  expect((await cycle(null, { nodes: 'node-x' })).status).toBe(400);
  expect((await cycle('worker', { nodes: 'node-x' })).status).toBe(403);
});
