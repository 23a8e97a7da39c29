import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeNode } from '../../../support/factories/nodes.js';
import { freePort } from '../../../support/free-port.js';
import { IpmiSim } from '../../../support/ipmi-sim.js';
import { nodePath, UNKNOWN_NODE, type WithSystemId } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { needsTools } from '../../../support/tools.js';

const region = useRegion();
const simulated = needsTools('ipmi_sim', 'ipmipower');

const State = z.strictObject({ state: z.string() });
const powerState = async (node: WithSystemId, as: As = 'user') =>
  (await region.get(as, nodePath(node), { op: 'query_power_state' })).as(State).state;

const powered = (power_type: string, power_parameters: object) =>
  makeNode(region, 'ready', { power_type, power_parameters });

simulated('query_power_state by anybody who may view the node answers what its BMC says', async () => {
  await using bmc = await IpmiSim.start();
  const node = await powered('ipmi', { ...bmc.parameters, power_driver: 'LAN_2_0' });
  expect(await powerState(node)).toBe('off');
  await bmc.setPower('on');
  expect(await powerState(node)).toBe('on');
  expect(await powerState(node, 'admin')).toBe('on');
  expect(await bmc.commands()).toEqual([]);
});

test('query_power_state of a type without queries, and without a type, is unknown', async () => {
  expect(await powerState(await powered('ether_wake', { mac_address: '02:00:00:00:00:01' }))).toBe('unknown');
  expect(await powerState(await makeNode(region, 'ready'))).toBe('unknown');
});

simulated('query_power_state of a BMC that does not answer is an error after ten seconds at most', async () => {
  const node = await powered('ipmi', { power_address: `127.0.0.1:${await freePort()}`, power_driver: 'LAN_2_0' });
  const started = performance.now();
  const states = await Promise.all([powerState(node), powerState(node)]);
  expect(states).toEqual(['error', 'error']);
  expect(performance.now() - started).toBeLessThan(15_000);
});

simulated('query_power_state with a wrong password is an error', async () => {
  await using bmc = await IpmiSim.start();
  const node = await powered('ipmi', { ...bmc.parameters, power_pass: 'no', power_driver: 'LAN_2_0' });
  expect(await powerState(node)).toBe('error');
});

simulated('query_power_state with an address that cannot work, or an unknown type, is an error', async () => {
  expect(await powerState(await powered('ipmi', { power_address: '-x' }))).toBe('error');
  const { system_id: systemId } = await makeNode(region, 'ready');
  await region.database.prisma.node.update({ where: { systemId }, data: { powerType: 'bygone' } });
  expect(await powerState({ system_id: systemId })).toBe('error');
});

test('query_power_state of an unknown node is 404, without credentials 401', async () => {
  const statusFor = async (as: As) =>
    (await region.get(as, nodePath(UNKNOWN_NODE), { op: 'query_power_state' })).status;
  expect([await statusFor('user'), await statusFor(null)]).toEqual([404, 401]);
});
