import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { lastPowerAction, UNKNOWN_NODE } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const stop = (as: As, form: Form = {}) => region.post(as, 'nodes/', { op: 'stop', ...form });
const Outcomes = z.record(z.string(), z.strictObject({ outcome: z.string(), reason: z.string() }));
const REQUESTED = { outcome: 'requested', reason: '' };

test('stop of several nodes powers each off, and has an outcome for each', async () => {
  const virsh = await makeNode(region, 'allocated', { power_type: 'virsh' });
  const wake = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  const foreign = await makeNode(region, 'allocated', { owner: 'user2', power_type: 'virsh' });
  const nodes = [virsh, wake, foreign, UNKNOWN_NODE].map(({ system_id }) => system_id);
  expect((await stop('user', { nodes })).as(Outcomes)).toEqual({
    [virsh.system_id]: REQUESTED,
    [wake.system_id]: REQUESTED,
    [foreign.system_id]: { outcome: 'refused', reason: 'Only its owner and administrators may do this.' },
    [UNKNOWN_NODE.system_id]: { outcome: 'unknown', reason: 'There is no such node.' },
  });
  expect(await lastPowerAction(region, virsh)).toMatchObject({ change: 'off', requestedBy: 'user' });
  expect((await lastPowerAction(region, foreign))?.change).not.toBe('off');
});

test('stop with stop_mode soft refuses the nodes whose types cannot do it, with the reason', async () => {
  const ipmi = await makeNode(region, 'allocated', { power_type: 'ipmi' });
  const amt = await makeNode(region, 'allocated', { power_type: 'amt' });
  const nodes = [ipmi.system_id, amt.system_id];
  expect((await stop('user', { nodes, stop_mode: 'soft' })).as(Outcomes)).toEqual({
    [ipmi.system_id]: REQUESTED,
    [amt.system_id]: {
      outcome: 'refused',
      reason: 'The power type amt cannot ask an operating system to shut down.',
    },
  });
  expect(await lastPowerAction(region, ipmi)).toMatchObject({ change: 'shutdown' });
});

test('stop without nodes, or in an unknown mode, is 400 that names the parameter', async () => {
  expect((await stop('user')).text).toBe('No provided nodes!');
  expect((await stop('user', { nodes: 'node-x', stop_mode: 'gentle' })).wrongFields).toEqual(['stop_mode']);
});

test('stop without credentials is refused, and by a worker 403', async () => {
  expect((await stop(null, { nodes: 'node-x' })).status).toBe(400);
  expect((await stop('worker', { nodes: 'node-x' })).status).toBe(403);
});
