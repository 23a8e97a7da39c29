import { describe, expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import {
  ALLOCATED,
  COMMISSIONING,
  DECLARED,
  FAILED_TESTS,
  READY,
  RESERVED,
  RETIRED,
  readNode,
} from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Nodes, SystemIds } from '../../support/shapes.js';

const region = useRegion();

const bulk = (as: As, op: string, form: Record<string, string | string[]> = {}) =>
  region.post(as, 'nodes/', { op, ...form });
const statusOf = async (systemId: string) => (await readNode(region, systemId)).status;
const put = (systemId: string, status: number) =>
  region.database.pool.query('UPDATE nodes SET status = $2 WHERE system_id = $1', [systemId, status]);

describe('POST nodes/ op=accept', () => {
  test('takes declared nodes to commissioning and answers their system_ids; accepted ones are passed over', async () => {
    const [a, b, ready] = [await makeNode(region), await makeNode(region), await makeNode(region, 'ready')];
    const nodes = [ready, b, a].map(({ system_id }) => system_id);
    expect((await bulk('admin', 'accept', { nodes })).as(SystemIds)).toEqual([a.system_id, b.system_id]);
    expect(await statusOf(a.system_id)).toBe(COMMISSIONING);
    expect((await bulk('admin', 'accept', { nodes })).as(SystemIds)).toEqual([]);
  });

  test('of nothing is nothing, for any user', async () => {
    expect((await bulk('user', 'accept')).as(SystemIds)).toEqual([]);
  });

  test('is 401 without credentials, 403 for users naming the nodes, 400 for unknown ids; nothing changes', async () => {
    const { system_id } = await makeNode(region);
    expect((await bulk(null, 'accept', { nodes: system_id })).status).toBe(401);
    const forbidden = await bulk('user', 'accept', { nodes: system_id });
    expect([forbidden.status, forbidden.text.endsWith(`: ${system_id}.`)]).toEqual([403, true]);
    const unknown = await bulk('admin', 'accept', { nodes: [system_id, 'node-x', 'node-y'] });
    expect([unknown.status, unknown.text.endsWith(': node-x, node-y.')]).toEqual([400, true]);
    expect(await statusOf(system_id)).toBe(DECLARED);
  });

  test.each([FAILED_TESTS, 3, RESERVED, ALLOCATED, RETIRED])(
    'of a node in state %i is 409 and accepts none',
    async (status) => {
      const [good, bad] = [await makeNode(region), await makeNode(region)];
      await put(bad.system_id, status);
      const reply = await bulk('admin', 'accept', { nodes: [good.system_id, bad.system_id] });
      expect([reply.status, reply.text.includes(bad.system_id)]).toEqual([409, true]);
      expect(await statusOf(good.system_id)).toBe(DECLARED);
    },
  );

  test('accept_all accepts what is declared, for administrators; users have nothing to accept', async () => {
    const { system_id } = await makeNode(region);
    expect((await bulk('user', 'accept_all')).as(Nodes)).toEqual([]);
    const accepted = (await bulk('admin', 'accept_all')).as(Nodes);
    expect(accepted.find((node) => node.system_id === system_id)?.status).toBe(COMMISSIONING);
    expect((await bulk('admin', 'accept_all')).as(Nodes)).toEqual([]);
  });
});

describe('POST nodes/ op=check_commissioning', () => {
  test('gives up on nodes after an hour, shown as they were; others are left', async () => {
    const [stale, fresh] = [await makeNode(region), await makeNode(region)];
    await bulk('admin', 'accept', { nodes: [stale.system_id, fresh.system_id] });
    const ago = "UPDATE nodes SET updated = now() - interval '60 minutes 1 second' WHERE system_id = $1";
    await region.database.pool.query(ago, [stale.system_id]);
    const [node, ...others] = (await bulk('user', 'check_commissioning')).as(Nodes);
    expect([node?.system_id, node?.status, others]).toEqual([stale.system_id, COMMISSIONING, []]);
    expect([await statusOf(stale.system_id), await statusOf(fresh.system_id)]).toEqual([FAILED_TESTS, COMMISSIONING]);
  });
});

describe('POST nodes/ op=release', () => {
  test('releases allocated and reserved nodes, passes over ready ones, and answers the ids of the former', async () => {
    const nodes = [
      await makeNode(region, 'allocated'),
      await makeNode(region, 'allocated'),
      await makeNode(region, 'allocated'),
    ];
    const [a, b, c] = nodes.map(({ system_id }) => system_id);
    await put(String(b), RESERVED);
    await put(String(c), READY);
    expect((await bulk('user', 'release', { nodes: [String(a), String(b), String(c)] })).as(SystemIds)).toEqual([a, b]);
    expect(await readNode(region, String(a))).toMatchObject({ status: READY, owner: null, netboot: true });
  });

  test('of nothing is nothing', async () => {
    expect((await bulk('user', 'release')).as(SystemIds)).toEqual([]);
  });

  test('with unknown ids, others’ nodes or wrong states among them it releases none', async () => {
    const own = await makeNode(region, 'allocated');
    const others = await makeNode(region, 'allocated', { owner: 'user2' });
    const declared = await makeNode(region, 'allocated');
    await put(declared.system_id, DECLARED);
    const attempts: [string, number, RegExp][] = [
      ['node-none', 400, /: node-none\.$/],
      [others.system_id, 403, new RegExp(`: ${others.system_id}\\.$`)],
      [declared.system_id, 409, new RegExp(`: ${declared.system_id} \\('Declared'\\)\\.$`)],
    ];
    for (const [systemId, status, text] of attempts) {
      const reply = await bulk('user', 'release', { nodes: [own.system_id, systemId] });
      expect([reply.status, reply.type]).toEqual([status, 'text/plain; charset=utf-8']);
      expect(reply.text).toMatch(text);
    }
    expect(await statusOf(own.system_id)).toBe(ALLOCATED);
  });
});

describe('POST nodes/ op=set_zone', () => {
  test('moves nodes into a zone; without one into the default zone', async () => {
    (await region.post('admin', 'zones/', { name: 'attic', description: '' })).ok();
    const [a, b] = [await makeNode(region), await makeNode(region)];
    const reply = await bulk('admin', 'set_zone', { zone: 'attic', nodes: a.system_id });
    expect([reply.status, reply.text]).toEqual([200, 'null']);
    const zones = async () => [
      (await readNode(region, a.system_id)).zone.name,
      (await readNode(region, b.system_id)).zone.name,
    ];
    expect(await zones()).toEqual(['attic', 'default']);
    (await bulk('admin', 'set_zone', { nodes: a.system_id })).ok();
    expect(await zones()).toEqual(['default', 'default']);
    (await bulk('admin', 'set_zone', { zone: 'attic' })).ok();
  });

  test('is 403 for users, 400 for unknown zones and nodes', async () => {
    const { system_id } = await makeNode(region);
    expect((await bulk('user', 'set_zone', { nodes: system_id })).status).toBe(403);
    expect((await bulk('admin', 'set_zone', { zone: 'nowhere', nodes: system_id })).json).toHaveProperty('zone');
    expect((await bulk('admin', 'set_zone', { zone: 'default', nodes: 'node-x' })).json).toHaveProperty('system_id');
  });

  test('tells of a wrong zone (an empty one is) and unknown nodes at once, and moves none', async () => {
    (await region.post('admin', 'zones/', { name: 'cellar', description: '' })).ok();
    const { system_id } = await makeNode(region);
    (await bulk('admin', 'set_zone', { zone: 'cellar', nodes: system_id })).ok();
    for (const zone of ['', 'nowhere']) {
      const reply = await bulk('admin', 'set_zone', { zone, nodes: [system_id, 'node-x'] });
      expect([reply.status, reply.type]).toEqual([400, 'application/json']);
      expect(reply.json).toEqual({ zone: [expect.any(String)], system_id: [expect.stringContaining('node-x')] });
      expect((await bulk('admin', 'set_zone', { zone, nodes: system_id })).json).toEqual({
        zone: [expect.any(String)],
      });
    }
    expect((await readNode(region, system_id)).zone.name).toBe('cellar');
  });
});
