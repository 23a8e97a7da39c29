import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeNode } from '../../support/factories/nodes.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';

const region = useRegion();
const simulated = needsTools('ipmi_sim', 'ipmipower');

const States = z.record(z.string(), z.strictObject({ state: z.string() }));
const query = (as: As, id?: readonly string[]) =>
  region.get(as, 'nodes/', { op: 'query_power_state', ...(id && { id }) });

simulated('query_power_state answers the state of each node, and keeps it', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.setPower('on');
  const power_parameters = { ...bmc.parameters, power_driver: 'LAN_2_0' };
  const on = await makeNode(region, 'ready', { power_type: 'ipmi', power_parameters });
  const wrong = await makeNode(region, 'allocated', { power_type: 'ipmi', power_parameters: { power_address: '-x' } });
  const bare = await makeNode(region);
  const ids = [on, wrong, bare, on].map(({ system_id }) => system_id);
  expect((await query('user', ids)).as(States)).toEqual({
    [on.system_id]: { state: 'on' },
    [wrong.system_id]: { state: 'error' },
    [bare.system_id]: { state: 'unknown' },
  });
  expect((await readNode(region, on.system_id)).power_state).toBe('on');
  expect((await readNode(region, wrong.system_id)).power_state).toBe('error');
});

test('query_power_state of more than 50 nodes is 400', async () => {
  const ids = Array.from({ length: 51 }, (_, at) => `node-${at}`);
  const reply = await query('user', ids);
  expect([reply.status, reply.json]).toEqual([400, { id: ['Ensure this list has at most 50 nodes.'] }]);
});

test('query_power_state without ids is 400 and names the parameter', async () => {
  const reply = await query('user');
  expect([reply.status, reply.text]).toEqual([400, 'No provided id!']);
});

test('query_power_state of an unknown node is 400, and of one that the caller does not see 403', async () => {
  const { system_id } = await makeNode(region, 'allocated', { owner: 'user2' });
  const unknown = await query('user', [system_id, 'node-unknown']);
  expect([unknown.status, unknown.text]).toEqual([400, 'Unknown node(s): node-unknown.']);
  const foreign = await query('user', [system_id]);
  expect([foreign.status, foreign.text.endsWith(`: ${system_id}.`)]).toEqual([403, true]);
  expect((await query('admin', [system_id])).status).toBe(200);
});

test('query_power_state without credentials is refused', async () => {
  expect((await query(null, ['node-x'])).status).toBe(400);
});
