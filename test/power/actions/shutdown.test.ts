import { expect, test } from 'vitest';
import { LEVELS } from '../../../src/events/level.js';
import { claimAction } from '../../../src/power/actions/claim.js';
import { retryActionLater } from '../../../src/power/actions/end.js';
import { useDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { needsTools } from '../../support/tools.js';
import { actionsOf, ask, askIn, forgetJobs, jobDelays, perform, poweredNode, states } from '../support.js';

const simulated = needsTools('ipmi_sim', 'ipmipower');

const fresh = useDatabase();

/** A node with this BMC, whose machine is on, that was told to shut down. */
async function askedToShutDown(bmc: IpmiSim) {
  await bmc.setPower('on');
  const node = await poweredNode(fresh.database, 'ipmi', { ...bmc.parameters, power_driver: 'LAN_2_0' });
  await ask(fresh.database, [node], 'shutdown');
  const [action] = await actionsOf(fresh.database, node);
  return { node, attempt: () => perform(fresh.database, action?.id ?? 0) };
}

async function shown(node: string) {
  const { rows } = await fresh.database.pool.query<{
    power_state: string;
    level: number;
    type: string;
    description: string;
  }>(
    `SELECT n.power_state, e.level, e.type, e.description FROM nodes n JOIN events e USING (system_id) WHERE system_id = $1`,
    [node],
  );
  return rows;
}

simulated('shutdown of a machine whose operating system obeys ends with an event', async () => {
  await using bmc = await IpmiSim.start();
  const { node, attempt } = await askedToShutDown(bmc);
  await attempt();
  expect(await states(fresh.database, node)).toEqual(['shutdown done']);
  expect(await shown(node)).toMatchObject([{ power_state: 'off', type: 'Node shut down' }]);
});

simulated('shutdown of a machine that stays on fails after five minutes, with an event', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break('deaf');
  const { node, attempt } = await askedToShutDown(bmc);
  const waits: number[] = [];
  for (let attempts = 1; attempts <= 9; attempts += 1) {
    await forgetJobs(fresh.database);
    await attempt();
    waits.push(...(await jobDelays(fresh.database)));
  }
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(300);
  expect(await states(fresh.database, node)).toEqual(['shutdown failed']);
  expect(await shown(node)).toEqual([
    {
      power_state: 'on',
      level: LEVELS.WARNING,
      type: 'Failed to shut down node',
      description: expect.stringContaining('was asked to shut down, and the machine is still on.'),
    },
  ]);
  expect(await bmc.power()).toBe('on');
});

simulated('shutdown of a machine that goes off later is done', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break('deaf');
  const { node, attempt } = await askedToShutDown(bmc);
  await attempt();
  expect(await states(fresh.database, node)).toEqual(['shutdown queued']);
  await bmc.setPower('off');
  await attempt();
  expect(await states(fresh.database, node)).toEqual(['shutdown done']);
  expect((await bmc.commands()).filter((line) => line.startsWith('shutdown'))).toHaveLength(1);
});

simulated('shutdown that waits for the operating system is superseded by a power-off', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break('deaf');
  const { node, attempt } = await askedToShutDown(bmc);
  await attempt();
  await ask(fresh.database, [node], 'off');
  expect(await states(fresh.database, node)).toEqual(['shutdown failed', 'off queued']);
});

simulated('shutdown that is being sent ends when a power-off waits for it', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break('deaf');
  await bmc.break({ slow: 0.5 });
  const { node, attempt } = await askedToShutDown(bmc);
  const sent = attempt();
  await eventually(async () => expect(await states(fresh.database, node)).toEqual(['shutdown running']));
  await ask(fresh.database, [node], 'off');
  await sent;
  expect(await states(fresh.database, node)).toEqual(['shutdown failed', 'off queued']);
});

test('shutdown that ends while a power-off is being requested is not tried again', async () => {
  const node = await poweredNode(fresh.database, 'virsh');
  await ask(fresh.database, [node], 'shutdown');
  const [action] = await actionsOf(fresh.database, node);
  const started = await claimAction(fresh.database, action?.id ?? 0, 'here');
  if (!started) throw new Error('the action cannot be started');
  const retried = await fresh.database.transaction(async (tx) => {
    await askIn(tx, [node], 'off');
    const retry = retryActionLater(fresh.database, started, 'The machine is still on.', 5);
    await eventually(async () => {
      const { rows } = await fresh.database.pool.query(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(1);
    });
    return { retry };
  });
  expect(await retried.retry).toBe(false);
});

test.each([
  ['shutdown', 'shutdown', ['shutdown queued']],
  ['off', 'shutdown', ['off queued']],
  ['on', 'shutdown', ['on failed', 'shutdown queued']],
  ['cycle', 'shutdown', ['cycle failed', 'shutdown queued']],
  ['cycle', 'off', ['cycle failed', 'off queued']],
  ['cycle', 'on', ['cycle queued']],
  ['on', 'cycle', ['on queued', 'cycle queued']],
  ['shutdown', 'on', ['shutdown queued', 'on queued']],
] as const)('request of %s, then of %s, leaves the actions %j', async (first, second, expected) => {
  const node = await poweredNode(fresh.database, 'virsh');
  for (const command of [first, second]) expect(await ask(fresh.database, [node], command)).toEqual([node]);
  expect(await states(fresh.database, node)).toEqual(expected);
});

test.each(['ether_wake', 'ipmi', 'amt', 'ucsm'])(
  'request of a cycle by %s, which cannot power off or restarts machines anyway, is a power-on',
  async (type) => {
    const node = await poweredNode(fresh.database, type);
    await ask(fresh.database, [node], 'cycle');
    expect(await states(fresh.database, node)).toEqual(['on queued']);
  },
);
