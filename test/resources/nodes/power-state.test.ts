import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeNode } from '../../support/factories/nodes.js';
import { freePort } from '../../support/free-port.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';

const region = useRegion();

const simulated = needsTools('ipmi_sim', 'ipmipower');

/** A node with this power type and these parameters. */
async function powered(type: string, parameters: object): Promise<string> {
  const { system_id } = await makeNode(region, 'ready');
  await region.database.pool.query('UPDATE nodes SET power_type = $2, power_parameters = $3 WHERE system_id = $1', [
    system_id,
    type,
    parameters,
  ]);
  return system_id;
}

const State = z.strictObject({ state: z.string() });
const stateOf = async (systemId: string, as: 'admin' | 'user' = 'user') =>
  (await region.get(as, `nodes/${systemId}/`, { op: 'query_power_state' })).as(State).state;

simulated('a BMC is asked whether its node is on, by whoever may view the node', async () => {
  await using bmc = await IpmiSim.start();
  const systemId = await powered('ipmi', { ...bmc.parameters, power_driver: 'LAN_2_0' });
  expect(await stateOf(systemId)).toBe('off');
  await bmc.setPower('on');
  expect(await stateOf(systemId)).toBe('on');
  expect(await stateOf(systemId, 'admin')).toBe('on');
  expect(await bmc.told()).toEqual([]);
});

test('a type that cannot tell, and a node without a type, are unknown', async () => {
  expect(await stateOf(await powered('ether_wake', { mac_address: '02:00:00:00:00:01' }))).toBe('unknown');
  expect(await stateOf(await powered('', {}))).toBe('unknown');
});

simulated('a BMC that does not answer is an error after ten seconds at most', async () => {
  const systemId = await powered('ipmi', { power_address: `127.0.0.1:${await freePort()}`, power_driver: 'LAN_2_0' });
  const started = performance.now();
  const states = await Promise.all([stateOf(systemId), stateOf(systemId)]);
  expect(states).toEqual(['error', 'error']);
  expect(performance.now() - started).toBeLessThan(15_000);
});

simulated('wrong credentials and parameters that cannot work are errors', async () => {
  await using bmc = await IpmiSim.start();
  expect(await stateOf(await powered('ipmi', { ...bmc.parameters, power_pass: 'no', power_driver: 'LAN_2_0' }))).toBe(
    'error',
  );
  expect(await stateOf(await powered('ipmi', { power_address: '-x' }))).toBe('error');
  expect(await stateOf(await powered('bygone', {}))).toBe('error');
});

test('the power state of a node that there is not is 404, and without credentials 401', async () => {
  expect((await region.get('user', 'nodes/node-none/', { op: 'query_power_state' })).status).toBe(404);
  expect((await region.get(null, 'nodes/node-none/', { op: 'query_power_state' })).status).toBe(401);
});

test('administrators read power parameters in clear; no cache keeps them, and an event without them is kept', async () => {
  const parameters = { power_address: '127.0.0.1', power_pass: 'c4nary', nested: { a: [1] } };
  const systemId = await powered('ipmi', parameters);
  const reply = await region.get('admin', `nodes/${systemId}/`, { op: 'power_parameters' });
  expect(reply.ok().json).toEqual(parameters);
  expect(reply.headers.get('cache-control')).toBe('no-store');
  const { rows } = await region.database.pool.query('SELECT * FROM events WHERE system_id = $1', [systemId]);
  expect(rows).toMatchObject([{ type: 'Power parameters read', username: 'admin' }]);
  expect(JSON.stringify(rows)).not.toContain('c4nary');
});

test('a node without power parameters has none', async () => {
  const { system_id } = await makeNode(region);
  expect((await region.get('admin', `nodes/${system_id}/`, { op: 'power_parameters' })).ok().json).toEqual({});
});

test('power parameters are for administrators only, the owner is none; unknown nodes are 404', async () => {
  const systemId = await powered('ipmi', { power_pass: 'c4nary' });
  const reply = await region.get('user', `nodes/${systemId}/`, { op: 'power_parameters' });
  expect(reply.status).toBe(403);
  expect(reply.text).not.toContain('c4nary');
  expect((await region.get('user', 'nodes/node-none/', { op: 'power_parameters' })).status).toBe(403);
  expect((await region.get('admin', 'nodes/node-none/', { op: 'power_parameters' })).status).toBe(404);
  expect((await region.get(null, `nodes/${systemId}/`, { op: 'power_parameters' })).status).toBe(401);
});
