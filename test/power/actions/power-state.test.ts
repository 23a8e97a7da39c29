import { expect, test } from 'vitest';
import { recordPowerState } from '../../../src/model/nodes/lifecycle/power.js';
import { eventually } from '../../support/eventually.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { readNode } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';
import { ask, performing, poweredNode, states } from '../support.js';

const simulated = needsTools('ipmi_sim', 'ipmipower', 'ipmi-chassis-config');

const region = useRegion();

/** Asks for a change, and waits until it has ended. @returns the state that the node shows then */
async function change(systemId: string, to: 'on' | 'off'): Promise<string> {
  const before = await states(region.database, systemId);
  await ask(region.database, [systemId], to);
  await eventually(async () =>
    expect(await states(region.database, systemId)).toEqual([...before, expect.stringMatching(/done|failed/)]),
  );
  return (await readNode(region, systemId)).power_state;
}

const seen = async (systemId: string): Promise<Date | null> => {
  const text = 'SELECT power_state_seen AS seen FROM nodes WHERE system_id = $1';
  const { rows } = await region.database.pool.query<{ seen: Date | null }>(text, [systemId]);
  return rows[0]?.seen ?? null;
};

simulated('power_state is what the last action did to the machine, and error after one that failed', async () => {
  await using bmc = await IpmiSim.start();
  await using _jobs = await performing(region.database);
  const systemId = await poweredNode(region.database, 'ipmi', { ...bmc.parameters, power_driver: 'LAN_2_0' });
  expect(await seen(systemId)).toBeNull();
  expect(await change(systemId, 'on')).toBe('on');
  const first = await seen(systemId);
  expect(await change(systemId, 'off')).toBe('off');
  expect((await seen(systemId))?.getTime()).toBeGreaterThan(first?.getTime() ?? Number.NaN);
  const wrong = { ...bmc.parameters, power_driver: 'LAN_2_0', power_pass: 'wrong' };
  await region.database.pool.query('UPDATE nodes SET power_parameters = $2 WHERE system_id = $1', [systemId, wrong]);
  expect(await change(systemId, 'on')).toBe('error');
});

simulated('power_state is what the last query answered, in every answer that shows the node', async () => {
  await using bmc = await IpmiSim.start();
  const systemId = await poweredNode(region.database, 'ipmi', { ...bmc.parameters, power_driver: 'LAN_2_0' });
  await bmc.setPower('on');
  (await region.get('user', `nodes/${systemId}/`, { op: 'query_power_state' })).ok();
  expect((await readNode(region, systemId)).power_state).toBe('on');
  const shown = [
    await region.get('user', 'nodes/', { op: 'list', id: systemId }),
    await region.post('user', 'nodes/', { op: 'acquire', name: (await readNode(region, systemId)).hostname }),
    await region.get('user', 'nodes/', { op: 'list_allocated' }),
    await region.post('user', `nodes/${systemId}/`, { op: 'release' }),
  ];
  for (const reply of shown) expect(reply.ok().text).toContain('"power_state": "on"');
});

test('power_state after an action of a type that cannot be queried is unknown', async () => {
  await using _jobs = await performing(region.database);
  const systemId = await poweredNode(region.database, 'ether_wake', { mac_address: '02:00:00:00:00:01' });
  expect(await change(systemId, 'on')).toMatch(/unknown|error/);
});

test('power_state of a query is not kept when the state was seen again since the query began', async () => {
  const systemId = await poweredNode(region.database, 'ether_wake');
  await recordPowerState(region.database, systemId, 'on', 0);
  await recordPowerState(region.database, systemId, 'off', 60);
  expect((await readNode(region, systemId)).power_state).toBe('on');
  await recordPowerState(region.database, systemId, 'off', 0);
  expect((await readNode(region, systemId)).power_state).toBe('off');
});
