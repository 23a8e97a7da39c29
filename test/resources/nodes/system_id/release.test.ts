import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import {
  alterNode,
  byIdPath,
  FAILED_RELEASING,
  lastPowerAction,
  nodePath,
  READY,
  RELEASING,
  readNode,
  storedNode,
  UNKNOWN_NODE,
  type WithSystemId,
} from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
const release = (as: As, node: WithSystemId) => region.post(as, nodePath(node), { op: 'release' });

test('release of a started node makes it ready, without owner, netbooting, and powers it off', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh', agent_name: 'an-agent' });
  (await region.post('user', nodePath(node), { op: 'start', distro_series: 'precise' })).ok();
  (await region.post(null, byIdPath(node), { op: 'netboot_off' })).ok();
  expect((await readNode(region, node.system_id)).netboot).toBe(false);
  expect((await release('user', node)).as(Node)).toMatchObject({ status: READY, owner: null, netboot: true });
  expect(await storedNode(region, node)).toMatchObject({ token: null, agentName: '', distroSeries: '' });
  expect(await lastPowerAction(region, node)).toMatchObject({ change: 'off' });
});

test('release of a ready node by an administrator changes nothing, by a user is 403', async () => {
  const node = await makeNode(region, 'ready');
  expect((await release('admin', node)).as(Node)).toEqual(node);
  expect((await release('user', node)).status).toBe(403);
});

test.each([
  ['declared', 'Declared'],
  ['commissioning', 'Commissioning'],
  ['failed tests', 'Failed tests'],
  ['missing', 'Missing'],
  ['retired', 'Retired'],
] as const)(
  'release of a node in the state %s is 409 that names the state, and changes nothing',
  async (state, name) => {
    const node = await makeNode(region, state);
    const reply = await release('admin', node);
    expect([reply.status, reply.text.includes(`('${name}')`)]).toEqual([409, true]);
    expect(await readNode(region, node.system_id)).toEqual(node);
  },
);

test.each(['reserved', 'allocated'] as const)(
  'release of a node that another user has %s is 403, by an administrator makes it ready',
  async (state) => {
    const node = await makeNode(region, state, { owner: 'user' });
    expect((await release('user2', node)).status).toBe(403);
    expect((await release('admin', node)).as(Node).status).toBe(READY);
  },
);

/** A node whose power-off has this end, with the key of its owner before. */
async function releasedNode(substatus: number): Promise<WithSystemId> {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  (await release('user', node)).ok();
  await alterNode(region, node, { substatus });
  return node;
}

test('release of a node that is powering off is 200 for anyone, and changes nothing', async () => {
  const node = await releasedNode(RELEASING);
  const before = await readNode(region, node.system_id);
  expect(before).toMatchObject({ status: READY, substatus: RELEASING, owner: null });
  for (const as of ['user', 'admin'] as const) expect((await release(as, node)).as(Node)).toEqual(before);
  expect(await region.database.prisma.powerAction.count({ where: { systemId: node.system_id, change: 'off' } })).toBe(
    1,
  );
});

test('release of a node that could not be powered off is for administrators, and powers it off again', async () => {
  const node = await releasedNode(FAILED_RELEASING);
  await region.database.pool.query("UPDATE power_actions SET state = 'failed', ended = now()");
  expect((await release('user', node)).status).toBe(403);
  expect((await release('admin', node)).as(Node).substatus).toBe(RELEASING);
  expect(await lastPowerAction(region, node)).toMatchObject({ state: 'queued', change: 'off', requestedBy: 'admin' });
});

test.each([RELEASING, FAILED_RELEASING])(
  'release by force of a node with substatus %i makes it free at once',
  async (substatus) => {
    const node = await releasedNode(substatus);
    const force = (as: As) => region.post(as, nodePath(node), { op: 'release', force: '1' });
    await force('user');
    expect((await readNode(region, node.system_id)).substatus).toBe(substatus);
    expect((await force('admin')).as(Node)).toMatchObject({ status: READY, substatus: READY });
  },
);

test('release with a bad force is 400 and names it', async () => {
  const reply = await region.post('admin', nodePath(await releasedNode(RELEASING)), { op: 'release', force: 'x' });
  expect([reply.status, reply.text]).toEqual([400, '{"force": ["Use 0 or 1."]}']);
});

test('release of an unknown node is 404', async () => {
  expect((await release('admin', UNKNOWN_NODE)).status).toBe(404);
});
