import { expect, test } from 'vitest';
import { meterQueries } from '../../../src/db/request-scope.js';
import { freshDatabase, useDatabase } from '../../support/database.js';
import { actionsOf, ask, askIn, jobDelays, poweredNode, poweredNodes, states } from '../support.js';

const fresh = useDatabase();

test('request records the user and the change, and enqueues a job', async () => {
  await using own = await freshDatabase();
  const node = await poweredNode(own.database, 'virsh');
  expect(await ask(own.database, [node], 'on')).toEqual([node]);
  expect(await actionsOf(own.database, node)).toMatchObject([
    { change: 'on', state: 'queued', requested_by: 'somebody', tries: 0, started: null, ended: null },
  ]);
  expect(await jobDelays(own.database)).toEqual([0]);
});

test('request in a transaction that fails leaves nothing', async () => {
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

test.each(['on', 'off'] as const)(
  'request of a node without a power type to power %s is not accepted',
  async (change) => {
    const node = await poweredNode(fresh.database, '');
    expect(await ask(fresh.database, [node], change)).toEqual([]);
    expect(await states(fresh.database, node)).toEqual([]);
  },
);

test('request to power off by Wake-on-LAN is accepted and adds nothing', async () => {
  const node = await poweredNode(fresh.database, 'ether_wake');
  expect(await ask(fresh.database, [node], 'off')).toEqual([node]);
  expect(await states(fresh.database, node)).toEqual([]);
});

test('request to power on by Wake-on-LAN needs a MAC address in the parameters or of the node', async () => {
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
  'request of a node by %s without an address is accepted, and fails later',
  async (type) => {
    const node = await poweredNode(fresh.database, type, { power_address: '' });
    expect(await ask(fresh.database, [node], 'off')).toEqual([node]);
    expect(await ask(fresh.database, [node], 'on')).toEqual([node]);
    expect(await states(fresh.database, node)).toEqual(['off queued', 'on queued']);
  },
);

test('request that repeats an unfinished one adds nothing', async () => {
  const node = await poweredNode(fresh.database, 'virsh');
  await ask(fresh.database, [node], 'on');
  expect(await ask(fresh.database, [node], 'on')).toEqual([node]);
  expect(await states(fresh.database, node)).toEqual(['on queued']);
});

test('request to power off drops a power-on that has not started', async () => {
  const node = await poweredNode(fresh.database, 'virsh');
  await ask(fresh.database, [node], 'on');
  await ask(fresh.database, [node], 'off');
  expect(await states(fresh.database, node)).toEqual(['on failed', 'off queued']);
  expect((await actionsOf(fresh.database, node))[0]?.error).toContain('Superseded');
  const { rows } = await fresh.database.pool.query('SELECT level, type FROM events WHERE system_id = $1', [node]);
  expect(rows).toEqual([{ level: 30, type: 'Failed to power on node' }]);
});

test('request to power on waits for an unfinished power-off', async () => {
  const node = await poweredNode(fresh.database, 'virsh');
  await ask(fresh.database, [node], 'off');
  await ask(fresh.database, [node], 'on');
  expect(await states(fresh.database, node)).toEqual(['off queued', 'on queued']);
});

test.each(['on', 'off'] as const)(
  'request to power %s takes as many statements for 200 nodes as for one',
  async (change) => {
    const count = async (nodes: number) => {
      const systemIds = await poweredNodes(fresh.database, nodes, 'virsh');
      if (change === 'off') await ask(fresh.database, systemIds, 'on');
      const meter = { queries: 0 };
      expect(await meterQueries(meter, () => ask(fresh.database, systemIds, change))).toHaveLength(nodes);
      return meter.queries;
    };
    expect(await count(200)).toBe(await count(1));
  },
);
