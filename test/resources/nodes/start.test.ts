import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import {
  alterNode,
  DEPLOYING,
  lastPowerAction,
  METADATA,
  nodeKey,
  readNode,
  UNKNOWN_NODE,
} from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const start = (as: As, form: Form = {}) => region.post(as, 'nodes/', { op: 'start', ...form });
const Outcomes = z.record(z.string(), z.strictObject({ outcome: z.string(), reason: z.string() }));
const REQUESTED = { outcome: 'requested', reason: '' };

test('start of several nodes powers each on, with series and user data, and has an outcome for each', async () => {
  const nodes = [];
  for (const owner of ['user', 'user', 'user2'] as const) {
    const node = await makeNode(region, 'allocated', { owner });
    await alterNode(region, node, { powerType: 'virsh' });
    nodes.push(await readNode(region, node.system_id));
  }
  const unpowered = await makeNode(region, 'allocated');
  const [a, b, foreign] = nodes.map(({ system_id }) => system_id);
  const ids = [a, b, foreign, unpowered.system_id, UNKNOWN_NODE.system_id, a];
  const form = { nodes: ids.map(String), user_data: 'b2xk', distro_series: 'trusty' };
  expect((await start('user', form)).as(Outcomes)).toEqual({
    [`${a}`]: REQUESTED,
    [`${b}`]: REQUESTED,
    [`${foreign}`]: { outcome: 'refused', reason: 'Only its owner and administrators may do this.' },
    [unpowered.system_id]: {
      outcome: 'refused',
      reason: 'The node has no power type, or no MAC address for Wake-on-LAN.',
    },
    [UNKNOWN_NODE.system_id]: { outcome: 'unknown', reason: 'There is no such node.' },
  });
  for (const system_id of [a, b].map(String)) {
    expect(await lastPowerAction(region, { system_id })).toMatchObject({ change: 'on', requestedBy: 'user' });
    expect(await readNode(region, system_id)).toMatchObject({ substatus: DEPLOYING, distro_series: 'trusty' });
    const key = await nodeKey(region, system_id);
    expect((await region.get(key, `${METADATA}user-data`)).text).toBe('old');
  }
  expect(await readNode(region, unpowered.system_id)).toEqual(unpowered);
  expect(await lastPowerAction(region, { system_id: `${foreign}` })).toBeNull();
  expect(await readNode(region, `${foreign}`)).toEqual(nodes[2]);
});

test('start by an administrator starts the nodes of others', async () => {
  const { system_id } = await makeNode(region, 'allocated', { power_type: 'virsh' });
  expect((await start('admin', { nodes: system_id })).as(Outcomes)).toEqual({ [system_id]: REQUESTED });
});

test('start without nodes is 400 that names the parameter', async () => {
  const reply = await start('user');
  expect([reply.status, reply.text]).toEqual([400, 'No provided nodes!']);
});

test('start with user data that is not base64, or an unknown series, is 400 and starts none', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  const { system_id: nodes } = node;
  expect((await start('user', { nodes, user_data: '%' })).wrongFields).toEqual(['user_data']);
  expect((await start('user', { nodes, distro_series: 'nonesuch' })).wrongFields).toEqual(['distro_series']);
  expect(await readNode(region, nodes)).toEqual(node);
});

test('start without credentials is refused, and by a worker 403', async () => {
  expect((await start(null, { nodes: 'node-x' })).status).toBe(400);
  expect((await start('worker', { nodes: 'node-x' })).status).toBe(403);
});
