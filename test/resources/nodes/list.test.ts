import { describe, expect, test } from 'vitest';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { type As, startRegion, useRegion } from '../../support/region.js';
import { Nodes } from '../../support/shapes.js';

const region = useRegion();

const list = async (as: As, query: Record<string, string | string[]> = {}) =>
  (await region.get(as, 'nodes/', { op: 'list', ...query })).as(Nodes).map(({ system_id }) => system_id);

describe('GET nodes/ op=list', () => {
  test('shows a user free and own nodes, an administrator all', async () => {
    const free = await makeNode(region);
    const own = await makeNode(region, 'allocated');
    const others = await makeNode(region, 'allocated', { owner: 'user2' });
    const id = [free, own, others].map(({ system_id }) => system_id);
    expect(await list('user', { id })).toEqual([free.system_id, own.system_id]);
    expect(await list('user2', { id })).toEqual([free.system_id, others.system_id]);
    expect(await list('admin', { id })).toEqual(id);
  });

  test('is in creation order whatever the order of the ids, and unknown ids match nothing', async () => {
    const [a, b, c] = [await makeNode(region), await makeNode(region), await makeNode(region)];
    expect(await list('user', { id: [c.system_id, a.system_id, 'node-none', b.system_id] })).toEqual([
      a.system_id,
      b.system_id,
      c.system_id,
    ]);
    const none = await region.get('user', 'nodes/', { op: 'list', id: 'node-none' });
    expect(none.text).toBe('[]');
  });

  test('filters by hostname, MAC address, zone and agent name, together', async () => {
    (await region.post('admin', 'zones/', { name: 'list-zone', description: '' })).ok();
    const macs = [randomMac(), randomMac()];
    const node = await makeNode(region, 'ready', { hostname: 'findme', macs: macs });
    const system_id = node.system_id;
    (await region.post('admin', 'nodes/', { op: 'set_zone', zone: 'list-zone', nodes: system_id })).ok();
    (await region.post('user', 'nodes/', { op: 'acquire', name: 'findme', agent_name: 'an-agent' })).ok();
    for (const filter of [{ hostname: 'findme' }, { zone: 'list-zone' }, { agent_name: 'an-agent' }]) {
      expect(await list('user', filter)).toEqual([system_id]);
    }
    expect(await list('user', { mac_address: macs.map((mac) => mac.toUpperCase().replaceAll(':', '-')) })).toEqual([
      system_id,
    ]);
    expect(await list('user', { hostname: 'findme', zone: 'default' })).toEqual([]);
    expect(await list('user', { agent_name: '' })).not.toContain(system_id);
  });

  test('names malformed MAC addresses in plain text, in their order', async () => {
    const reply = await region.get('user', 'nodes/', { op: 'list', mac_address: ['00:11', randomMac(), 'x'] });
    expect([reply.status, reply.type]).toEqual([400, 'text/plain; charset=utf-8']);
    expect(reply.text).toMatch(/: 00:11, x$/);
  });

  test('is 400 for callers without credentials', async () => {
    expect((await region.get(null, 'nodes/', { op: 'list' })).status).toBe(400);
  });
});

describe('GET nodes/ op=list_allocated', () => {
  test('has the nodes of the calling token, not of the user', async () => {
    const node = await makeNode(region, 'allocated');
    const made = (await region.post('user', 'account/', { op: 'create_authorisation_token' })).json;
    const { consumer_key, token_key, token_secret } = Object(made);
    const allocated = async (as: As) =>
      (await region.get(as, 'nodes/', { op: 'list_allocated' })).as(Nodes).map(({ system_id }) => system_id);
    expect(await allocated('user')).toContain(node.system_id);
    expect(await allocated(`${consumer_key}:${token_key}:${token_secret}`)).toEqual([]);
  });
});

describe('GET nodes/ op=is_registered', () => {
  const registered = async (mac: string) =>
    (await region.get(null, 'nodes/', { op: 'is_registered', mac_address: mac })).text;

  test('is exactly true or false, in any spelling of the address', async () => {
    const mac = randomMac();
    expect(await registered(mac)).toBe('false');
    const { system_id } = await makeNode(region, 'declared', { macs: [mac] });
    for (const spelling of [mac, mac.toUpperCase(), mac.replaceAll(':', '-'), mac.replaceAll(':', '')]) {
      expect(await registered(spelling)).toBe('true');
    }
    await region.database.pool.query('UPDATE nodes SET status = 7 WHERE system_id = $1', [system_id]);
    expect(await registered(mac)).toBe('false');
  });

  test('is 400 without an address, for garbage, and for callers with credentials', async () => {
    for (const query of [{}, { mac_address: 'garbage' }, { mac_address: '' }]) {
      expect((await region.get(null, 'nodes/', { op: 'is_registered', ...query })).status).toBe(400);
    }
    expect((await region.get('user', 'nodes/', { op: 'is_registered', mac_address: randomMac() })).status).toBe(400);
  });
});

describe('the cost of a list', () => {
  test('is as many statements for 1,000 nodes as for 10, and at most 6', async () => {
    await using many = await startRegion();
    await makeReadyNodes(many.database, 10);
    (await many.get('user', 'zones/')).ok(); // the first request of an account looks up its token as well
    expect((await many.get('user', 'nodes/', { op: 'list' })).as(Nodes)).toHaveLength(10);
    const few = many.queries();
    await makeReadyNodes(many.database, 990);
    expect((await many.get('user', 'nodes/', { op: 'list' })).as(Nodes)).toHaveLength(1_000);
    expect(many.queries()).toBe(few);
    expect(few).toBeLessThanOrEqual(6);
  });

  test('2,500 nodes come complete and in order, streamed', async () => {
    await using many = await startRegion();
    const ids = await makeReadyNodes(many.database, 2_500);
    for (const encoding of ['identity', 'gzip']) {
      const options = { query: { op: 'list' }, headers: { 'accept-encoding': encoding } };
      const reply = await many.call('user', 'GET', 'nodes/', options);
      expect(reply.as(Nodes).map(({ system_id }) => system_id)).toEqual(ids);
    }
  });
});
