import { expect, test } from 'vitest';
import { meterQueries } from '../../../src/db/meter.js';
import { freshDatabase, useDatabase } from '../../support/database.js';
import { actionsOf, ask, askIn, jobDelays, poweredNode, poweredNodes, states } from '../support.js';

const fresh = useDatabase();

test('a request records who asked for what, and queues a job for it', async () => {
  await using own = await freshDatabase();
  const node = await poweredNode(own.database, 'virsh');
  expect(await ask(own.database, [node], 'on')).toEqual([node]);
  expect(await actionsOf(own.database, node)).toMatchObject([
    { change: 'on', state: 'queued', requested_by: 'somebody', tries: 0, started: null, ended: null },
  ]);
  expect(await jobDelays(own.database)).toEqual([0]);
});

test('a request in a transaction that fails leaves nothing', async () => {
  await using own = await freshDatabase();
  const node = await poweredNode(own.database, 'virsh');
  const failing = own.database.transaction(async (tx) => {
    await askIn(tx, [node], 'on');
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await states(own.database, node)).toEqual([]);
  expect(await jobDelays(own.database)).toEqual([]);
});

test.each(['on', 'off'] as const)('a node without a power type cannot be powered %s', async (change) => {
  const node = await poweredNode(fresh.database, '');
  expect(await ask(fresh.database, [node], change)).toEqual([]);
  expect(await states(fresh.database, node)).toEqual([]);
});

test('Wake-on-LAN counts powering off as done, and queues nothing', async () => {
  const node = await poweredNode(fresh.database, 'ether_wake');
  expect(await ask(fresh.database, [node], 'off')).toEqual([node]);
  expect(await states(fresh.database, node)).toEqual([]);
});

test('Wake-on-LAN needs a MAC address: the one in its parameters, or the first of the node', async () => {
  const emptied = await poweredNode(fresh.database, 'ether_wake', { mac_address: '' });
  const own = await poweredNode(fresh.database, 'ether_wake');
  const bare = await poweredNode(fresh.database, 'ether_wake');
  await fresh.database.pool.query(
    'DELETE FROM mac_addresses WHERE node_id = (SELECT id FROM nodes WHERE system_id = $1)',
    [bare],
  );
  expect(await ask(fresh.database, [emptied, own, bare], 'on')).toEqual([own]);
});

test.each(['virsh', 'fence_cdu', 'dli', 'ipmi'])(
  'a node by %s that lacks an address is asked to power on and off all the same: its event will say what it lacks',
  async (type) => {
    const node = await poweredNode(fresh.database, type, { power_address: '' });
    expect(await ask(fresh.database, [node], 'off')).toEqual([node]);
    expect(await ask(fresh.database, [node], 'on')).toEqual([node]);
    expect(await states(fresh.database, node)).toEqual(['off queued', 'on queued']);
  },
);

test('asking again for what is on its way adds nothing', async () => {
  const node = await poweredNode(fresh.database, 'virsh');
  await ask(fresh.database, [node], 'on');
  expect(await ask(fresh.database, [node], 'on')).toEqual([node]);
  expect(await states(fresh.database, node)).toEqual(['on queued']);
});

test('powering off drops a power-on that has not begun', async () => {
  const node = await poweredNode(fresh.database, 'virsh');
  await ask(fresh.database, [node], 'on');
  await ask(fresh.database, [node], 'off');
  expect(await states(fresh.database, node)).toEqual(['on failed', 'off queued']);
  expect((await actionsOf(fresh.database, node))[0]?.error).toContain('Superseded');
  const { rows } = await fresh.database.pool.query('SELECT level, type FROM events WHERE system_id = $1', [node]);
  expect(rows).toEqual([{ level: 30, type: 'Failed to power on node' }]);
});

test('powering on waits behind a power-off, which is never dropped', async () => {
  const node = await poweredNode(fresh.database, 'virsh');
  await ask(fresh.database, [node], 'off');
  await ask(fresh.database, [node], 'on');
  expect(await states(fresh.database, node)).toEqual(['off queued', 'on queued']);
});

test.each(['on', 'off'] as const)('powering %s takes as many statements for 200 nodes as for one', async (change) => {
  const count = async (nodes: number) => {
    const systemIds = await poweredNodes(fresh.database, nodes, 'virsh');
    if (change === 'off') await ask(fresh.database, systemIds, 'on');
    const meter = { queries: 0 };
    expect(await meterQueries(meter, () => ask(fresh.database, systemIds, change))).toHaveLength(nodes);
    return meter.queries;
  };
  expect(await count(200)).toBe(await count(1));
});
