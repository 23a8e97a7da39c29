import { expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../../support/eventually.js';
import { makeNode } from '../../support/factories/nodes.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { ALLOCATED, COMMISSIONING, FAILED_RELEASING, READY, RELEASING, readNode } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';
import { needsTools } from '../../support/tools.js';
import { actionsOf, performing, states } from '../support.js';

const simulated = needsTools('ipmi_sim', 'ipmipower', 'ipmi-chassis-config');

const region = useRegion();

/** A ready node with this BMC, as its administrator sets it up. */
async function nodeOf({ parameters }: IpmiSim): Promise<Node> {
  const { system_id } = await makeNode(region, 'ready');
  return setParameters(system_id, parameters);
}

async function setParameters(system_id: string, parameters: IpmiSim['parameters']): Promise<Node> {
  const fields = Object.entries({ ...parameters, power_driver: 'LAN_2_0' }).map(([name, value]): [string, string] => [
    `power_parameters_${name}`,
    value,
  ]);
  (await region.put('admin', `nodes/${system_id}/`, [['power_type', 'ipmi'], ...fields])).ok();
  return readNode(region, system_id);
}

const op = (node: Node, name: string, as: 'admin' | 'user' = 'user') =>
  region.post(as, `nodes/${node.system_id}/`, { op: name });

const acquire = (node: Node) => region.post('user', 'nodes/', { op: 'acquire', name: node.hostname });

const endOf = (node: Node, expected: readonly string[]) =>
  eventually(async () => expect(await states(region.database, node.system_id)).toEqual(expected));

simulated('life of a node from acquire to release and commissioning powers the machine accordingly', async () => {
  await using bmc = await IpmiSim.start();
  await using _jobs = await performing(region.database);
  const node = await nodeOf(bmc);
  (await acquire(node)).ok();
  (await op(node, 'start')).ok();
  await endOf(node, ['on done']);
  expect(await bmc.power()).toBe('on');
  expect(await bmc.boot()).toBe('pxe');
  (await op(node, 'stop')).ok();
  await endOf(node, ['on done', 'off done']);
  expect(await bmc.power()).toBe('off');
  (await op(node, 'start')).ok();
  await endOf(node, ['on done', 'off done', 'on done']);
  expect((await op(node, 'release')).as(Node)).toMatchObject({ status: READY, owner: null });
  await endOf(node, ['on done', 'off done', 'on done', 'off done']);
  expect(await bmc.power()).toBe('off');
  expect((await op(node, 'commission', 'admin')).as(Node).status).toBe(COMMISSIONING);
  await endOf(node, ['on done', 'off done', 'on done', 'off done', 'on done']);
  expect(await bmc.power()).toBe('on');
});

simulated('acquire of a released node is refused until its power-off is done', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.setPower('on');
  const node = await nodeOf(bmc);
  (await acquire(node)).ok();
  (await op(node, 'release')).ok();
  expect(await readNode(region, node.system_id)).toMatchObject({ status: READY, substatus: RELEASING, owner: null });
  expect((await acquire(node)).status).toBe(409);
  await using _jobs = await performing(region.database);
  await endOf(node, ['off done']);
  expect(await bmc.power()).toBe('off');
  expect((await acquire(node)).as(Node).status).toBe(ALLOCATED);
});

simulated(
  'acquire of a released node is refused after its power-off has failed, until another one is done',
  async () => {
    await using bmc = await IpmiSim.start();
    const node = await nodeOf(bmc);
    await setParameters(node.system_id, { ...bmc.parameters, power_pass: 'wrong' });
    (await acquire(node)).ok();
    (await op(node, 'release')).ok();
    await using _jobs = await performing(region.database);
    await endOf(node, ['off failed']);
    expect(await readNode(region, node.system_id)).toMatchObject({ status: READY, substatus: FAILED_RELEASING });
    expect((await acquire(node)).status).toBe(409);
    expect((await op(node, 'release')).status).toBe(403);
    await setParameters(node.system_id, bmc.parameters);
    (await op(node, 'release', 'admin')).ok();
    await endOf(node, ['off failed', 'off done']);
    expect((await readNode(region, node.system_id)).substatus).toBe(READY);
    expect((await acquire(node)).as(Node).status).toBe(ALLOCATED);
  },
);

simulated('acquire of a released node waits for a power-off that was requested before the release', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.setPower('on');
  const node = await nodeOf(bmc);
  (await acquire(node)).ok();
  (await op(node, 'stop')).ok();
  (await op(node, 'release')).ok();
  expect(await states(region.database, node.system_id)).toEqual(['off queued']);
  expect((await acquire(node)).status).toBe(409);
  await using _jobs = await performing(region.database);
  await endOf(node, ['off done']);
  expect((await acquire(node)).as(Node).status).toBe(ALLOCATED);
});

test('acquire of a released node without a power type works at once', async () => {
  const node = await makeNode(region, 'ready');
  (await acquire(node)).ok();
  (await op(node, 'release')).ok();
  expect((await acquire(node)).as(Node).status).toBe(ALLOCATED);
});

simulated('request during an action adds nothing for the same change and waits for the opposite', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break({ slow: 0.3 });
  await using _jobs = await performing(region.database);
  const node = await nodeOf(bmc);
  (await acquire(node)).ok();
  (await op(node, 'start')).ok();
  await endOf(node, ['on running']);
  (await op(node, 'start')).ok();
  (await op(node, 'stop')).ok();
  (await op(node, 'stop')).ok();
  expect(await states(region.database, node.system_id)).toEqual(['on running', 'off queued']);
  await endOf(node, ['on done', 'off done']);
  const [on, off] = await actionsOf(region.database, node.system_id);
  expect(off?.started?.getTime()).toBeGreaterThanOrEqual(on?.ended?.getTime() ?? Number.NaN);
  expect((await bmc.commands()).filter((line) => line.startsWith('power'))).toEqual(['power 1', 'power 0']);
});

const Events = z.looseObject({ count: z.number(), events: z.array(z.looseObject({ details: z.unknown() })) });

simulated('end of an action records an event with user, times, tries and outcome', async () => {
  await using bmc = await IpmiSim.start();
  await using _jobs = await performing(region.database);
  const node = await nodeOf(bmc);
  (await acquire(node)).ok();
  (await op(node, 'start')).ok();
  await endOf(node, ['on done']);
  await setParameters(node.system_id, { ...bmc.parameters, power_pass: 'wrong' });
  (await op(node, 'stop', 'admin')).ok();
  await endOf(node, ['on done', 'off failed']);
  const { events } = (await region.get('user', 'events/', { op: 'query', id: node.system_id })).as(Events);
  const times = { requested: expect.any(String), started: expect.any(String), ended: expect.any(String) };
  expect(events).toMatchObject([
    {
      level: 'ERROR',
      type: 'Failed to power off node',
      username: 'admin',
      details: {
        action: 'off',
        power_type: 'ipmi',
        outcome: 'failed',
        tries: 1,
        error: 'The BMC refuses the credentials: password invalid.',
        ...times,
      },
    },
    {
      level: 'INFO',
      type: 'Node powered on',
      username: 'user',
      details: { action: 'on', power_type: 'ipmi', outcome: 'done', tries: 1, error: '', ...times },
    },
  ]);
});

simulated('action that the BMC refuses at first is done in a later attempt', async () => {
  await using bmc = await IpmiSim.start();
  // Each attempt sends it twice.
  await bmc.break({ refusals: 3 });
  await using _jobs = await performing(region.database);
  const node = await nodeOf(bmc);
  (await acquire(node)).ok();
  (await op(node, 'start')).ok();
  await endOf(node, ['on done']);
  expect(await bmc.power()).toBe('on');
  expect(await actionsOf(region.database, node.system_id)).toMatchObject([{ tries: 2 }]);
});
