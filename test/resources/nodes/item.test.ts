import { deserialize } from 'bson';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import {
  ALLOCATED,
  COMMISSIONING,
  DECLARED,
  FAILED_TESTS,
  nodeKey,
  READY,
  RESERVED,
  RETIRED,
  readNode,
  signal,
} from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const region = useRegion();
beforeAll(async () => {
  (await region.post('admin', 'zones/', { name: 'loft', description: 'upstairs' })).ok();
});

type Form = Record<string, string>;
const op = (as: As, { system_id }: { system_id: string }, name: string, form: Form = {}) =>
  region.post(as, `nodes/${system_id}/`, { op: name, ...form });
const edit = (as: As, { system_id }: { system_id: string }, form: Form) => region.put(as, `nodes/${system_id}/`, form);
const put = (node: Node, status: number) =>
  region.database.pool.query('UPDATE nodes SET status = $2 WHERE system_id = $1', [node.system_id, status]);
async function stored(node: Node) {
  const { rows } = await region.database.pool.query(
    `SELECT n.*, d.data AS user_data FROM nodes n LEFT JOIN node_user_data d ON d.node_id = n.id WHERE system_id = $1`,
    [node.system_id],
  );
  return rows[0];
}
const UNKNOWN = { system_id: 'node-unknown' };

describe('GET nodes/{system_id}/', () => {
  test('any user may read any node; it has exactly the sixteen keys', async () => {
    const node = await makeNode(region, 'allocated');
    for (const as of ['user', 'user2', 'admin', 'worker'] as const)
      expect(await readNode(region, node.system_id, as)).toEqual(node);
    expect(node.resource_uri).toBe(`/MAAS/api/1.0/nodes/${node.system_id}/`);
    const [mac] = node.macaddress_set;
    expect(mac?.resource_uri).toBe(`${node.resource_uri}macs/${encodeURIComponent(String(mac?.mac_address))}/`);
    expect(node.zone).toEqual({ name: 'default', description: '', resource_uri: '/MAAS/api/1.0/zones/default/' });
  });

  test('at the root its URIs have no prefix', async () => {
    const node = await makeNode(region);
    const reply = await region.get('user', `/api/1.0/nodes/${node.system_id}/`);
    expect(reply.as(Node).resource_uri).toBe(`/api/1.0/nodes/${node.system_id}/`);
  });

  test('is 404 for unknown nodes and 401 without credentials', async () => {
    const reply = await region.get('user', 'nodes/node-unknown/');
    expect([reply.status, reply.text]).toEqual([404, 'Not Found']);
    const anonymous = await region.get(null, 'nodes/node-unknown/');
    expect([anonymous.status, anonymous.text, anonymous.headers.get('www-authenticate')]).toEqual([
      401,
      'Forbidden',
      null,
    ]);
  });

  test('shows the cluster’s domain and leases once the cluster manages DNS', async () => {
    const node = await makeNode(region, 'declared', { hostname: 'named.somewhere' });
    const mac = node.macaddress_set[0]?.mac_address;
    const { pool } = region.database;
    await pool.query(`INSERT INTO dhcp_leases (ip, mac, nodegroup_id) SELECT '10.9.8.7', $1, min(id) FROM nodegroups`, [
      mac,
    ]);
    await pool.query(
      `INSERT INTO nodegroup_interfaces (nodegroup_id, interface, management, ip) SELECT min(id), 'e9', 2, '10.9.8.1' FROM nodegroups`,
    );
    const shown = await readNode(region, node.system_id);
    await pool.query(`DELETE FROM nodegroup_interfaces WHERE interface = 'e9'`);
    expect([node.hostname, shown.hostname, shown.ip_addresses]).toEqual([
      'named.somewhere',
      'named.maas',
      ['10.9.8.7'],
    ]);
  });
});

describe('GET nodes/{system_id}/ op=details', () => {
  const details = async (node: { system_id: string }) =>
    region.get('user2', `nodes/${node.system_id}/`, { op: 'details' });

  test('is BSON of what lshw and LLDP printed, byte for byte; failed results and missing ones are null', async () => {
    const node = await makeNode(region);
    await region.post('admin', 'nodes/', { op: 'accept', nodes: node.system_id });
    const key = await nodeKey(region, node.system_id);
    expect(deserialize((await details(node)).bytes)).toEqual({ lshw: null, lldp: null });
    const lshw = Buffer.from('<list>\xff\x00</list>', 'latin1');
    await signal(region, key, 'WORKING', { '00-maas-01-lshw.out': lshw });
    await signal(region, key, 'WORKING', { '99-maas-02-capture-lldp.out': 'x' }, 1);
    const reply = await details(node);
    expect(reply.type).toBe('application/bson');
    const found = deserialize(reply.bytes, { promoteBuffers: true });
    expect(found).toEqual({ lshw, lldp: null });
  });

  test('is 404 for unknown nodes', async () => {
    expect((await details(UNKNOWN)).status).toBe(404);
  });
});

describe('PUT nodes/{system_id}/', () => {
  test('changes what is sent and keeps the rest', async () => {
    const node = await makeNode(region);
    const form = {
      cpu_count: '2',
      memory: '1024',
      storage: '2048',
      zone: 'loft',
      power_type: 'virsh',
      architecture: 'i386/generic',
    };
    expect((await edit('admin', node, form)).as(Node)).toMatchObject({
      hostname: node.hostname,
      cpu_count: 2,
      memory: 1024,
      storage: 2048,
      zone: { name: 'loft', description: 'upstairs' },
      power_type: 'virsh',
      architecture: 'i386/generic',
    });
    expect((await edit('admin', node, { hostname: 'renamed', cpu_count: '', zone: '' })).as(Node)).toMatchObject({
      hostname: 'renamed',
      cpu_count: 2,
      zone: { name: 'loft' },
    });
  });

  test('takes from the owner what is the owner’s and ignores the rest, right or wrong', async () => {
    const node = await makeNode(region, 'allocated');
    const form = {
      architecture: 'i386/generic',
      distro_series: 'precise',
      power_type: 'crank',
      cpu_count: 'x',
      zone: 'none',
      status: '4',
    };
    const changed = (await edit('user', node, form)).as(Node);
    expect(changed).toEqual({ ...node, architecture: 'i386/generic' });
    expect(await stored(node)).toMatchObject({ distro_series: 'precise' });
  });

  test('keeps the hostname of an allocated node, which may be sent again', async () => {
    const node = await makeNode(region, 'allocated');
    expect((await edit('admin', node, { hostname: 'another' })).json).toHaveProperty('hostname');
    expect((await edit('user', node, { hostname: node.hostname })).as(Node)).toEqual(node);
  });

  test.each<[string, Form, string]>([
    ['a bad hostname', { hostname: '.' }, 'hostname'],
    ['an architecture without images', { architecture: 'sparc/generic' }, 'architecture'],
    ['an unknown power type', { power_type: 'crank' }, 'power_type'],
    ['an unknown zone', { zone: 'nowhere' }, 'zone'],
    ['an unknown series', { distro_series: 'warty' }, 'distro_series'],
    ['a negative number', { cpu_count: '-1' }, 'cpu_count'],
    ['a number beyond 32 bits', { memory: '4294967296' }, 'memory'],
    ['no number', { storage: '1.5' }, 'storage'],
  ])('%s is refused under its field alone, and nothing is written', async (_what, form, field) => {
    const node = await makeNode(region);
    const reply = await edit('admin', node, form);
    expect([reply.status, Object.keys(Object(reply.json))]).toEqual([400, [field]]);
    expect(await readNode(region, node.system_id)).toEqual(node);
  });

  test('all fields that are wrong are named at once', async () => {
    const node = await makeNode(region);
    const wrong = {
      hostname: '.',
      architecture: 'no/no',
      power_type: 'crank',
      zone: 'nowhere',
      distro_series: 'warty',
    };
    const reply = await edit('admin', node, { ...wrong, cpu_count: 'many' });
    expect([reply.status, Object.keys(Object(reply.json)).sort()]).toEqual([
      400,
      ['architecture', 'cpu_count', 'distro_series', 'hostname', 'power_type', 'zone'],
    ]);
    expect(await readNode(region, node.system_id)).toEqual(node);
  });

  test('a hostname in use is refused', async () => {
    const [a, b] = [await makeNode(region), await makeNode(region)];
    expect((await edit('admin', a, { hostname: b.hostname })).json).toEqual({
      hostname: ['Node with this Hostname already exists.'],
    });
  });

  test('is 404 for unknown nodes, 403 with an empty body for others’, 401 without credentials', async () => {
    const node = await makeNode(region, 'allocated');
    expect((await edit('user', UNKNOWN, {})).status).toBe(404);
    const forbidden = await edit('user2', node, { hostname: '.' });
    expect([forbidden.status, forbidden.text]).toEqual([403, '']);
    expect((await edit(null, node, {})).status).toBe(401);
  });

  test('power parameters are those of the type: given ones blank the rest, none keeps all', async () => {
    const node = await makeNode(region);
    const parameters = async () => (await stored(node)).power_parameters;
    (await edit('admin', node, { power_type: 'dli', power_parameters_power_user: 'me' })).ok();
    const blank = { system_id: '', power_address: '', power_pass: '' };
    expect(await parameters()).toEqual({ ...blank, power_user: 'me' });
    (await edit('admin', node, { power_type: 'ether_wake' })).ok();
    expect(await parameters()).toEqual({ ...blank, power_user: 'me' });
    expect((await edit('admin', node, { power_parameters_mac_address: 'junk' })).json).toEqual({
      power_parameters: ["MAC Address: 'junk' is not a valid MAC address."],
    });
    const unknown = Object((await edit('admin', node, { power_parameters_unknown_param: 'x' })).json);
    expect(unknown.power_parameters[0]).toMatch(/: unknown_param\.$/);
    const any = { power_parameters_any: 'x', power_parameters_skip_check: 'true' };
    (await edit('admin', node, any)).ok();
    expect(await parameters()).toEqual({ any: 'x' });
    (await edit('admin', node, { power_type: '' })).ok();
    expect(await parameters()).toEqual({});
    (await edit('admin', node, any)).ok();
    expect(await parameters()).toEqual({ any: 'x' });
  });
});

describe('DELETE nodes/{system_id}/', () => {
  test('is 204 for administrators, and with the node go its addresses and credentials', async () => {
    const node = await makeNode(region, 'ready');
    const key = await nodeKey(region, node.system_id);
    const reply = await region.delete('admin', `nodes/${node.system_id}/`);
    expect([reply.status, reply.bytes.length, reply.type]).toEqual([204, 0, 'text/plain']);
    expect((await region.get('admin', `nodes/${node.system_id}/`)).status).toBe(404);
    expect((await region.post(key, '/MAAS/metadata/latest/', { op: 'signal', status: 'OK' })).status).toBe(401);
    const mac = String(node.macaddress_set[0]?.mac_address);
    expect((await region.get(null, 'nodes/', { op: 'is_registered', mac_address: mac })).text).toBe('false');
  });

  test('is 403 for all others, even the owner, 404 for unknown nodes, 409 for allocated ones', async () => {
    const node = await makeNode(region, 'allocated');
    const remove = async (as: As, systemId = node.system_id) => (await region.delete(as, `nodes/${systemId}/`)).status;
    expect([
      await remove('user'),
      await remove('user2'),
      await remove('user', 'node-x'),
      await remove('admin'),
    ]).toEqual([403, 403, 404, 409]);
    expect((await readNode(region, node.system_id)).status).toBe(ALLOCATED);
  });
});

describe('POST nodes/{system_id}/ op=start and op=stop', () => {
  const DATA = Buffer.from([0, 255, 10, 13, 128]);

  test('start stores user data byte for byte; started without, there is none', async () => {
    const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
    const started = await op('user', node, 'start', { user_data: DATA.toString('base64'), distro_series: 'trusty' });
    expect(started.as(Node)).toEqual({ ...node, power_type: 'ether_wake' });
    expect(await stored(node)).toMatchObject({ user_data: DATA, distro_series: 'trusty' });
    (await op('user', node, 'start')).ok();
    expect(await stored(node)).toMatchObject({ user_data: null, distro_series: 'trusty' });
  });

  test('both may be repeated and leave the node as it is', async () => {
    const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
    for (const name of ['start', 'start', 'stop', 'stop'])
      expect((await op('user', node, name)).as(Node)).toEqual(node);
  });

  test('start queues a power action in the name of the caller', async () => {
    const node = await makeNode(region, 'allocated');
    (await edit('admin', node, { power_type: 'virsh' })).ok();
    (await op('user', node, 'start')).ok();
    const { rows } = await region.database.pool.query(
      'SELECT change::text, requested_by FROM power_actions WHERE system_id = $1 ORDER BY id DESC LIMIT 1',
      [node.system_id],
    );
    expect(rows).toEqual([{ change: 'on', requested_by: 'user' }]);
  });

  test.each<[string, Form, string]>([
    ['an unknown series', { distro_series: 'junk' }, '{"distro_series": ["Value u\'junk\' is not a valid choice."]}'],
    ['user data that is no base64', { user_data: 'abc' }, '{"user_data": ["Enter base64-encoded data."]}'],
  ])('%s is refused and stored user data stays', async (_what, form, body) => {
    const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
    (await op('user', node, 'start', { user_data: DATA.toString('base64') })).ok();
    const reply = await op('user', node, 'start', form);
    expect([reply.status, reply.text]).toEqual([400, body]);
    expect(await stored(node)).toMatchObject({ user_data: DATA });
  });

  test('others’ and unknown nodes, and those without power type, are 403; nothing is kept', async () => {
    const node = await makeNode(region, 'allocated', { power_type: '' });
    for (const name of ['start', 'stop']) {
      expect((await op('user2', node, name)).status).toBe(403);
      expect((await op('user', UNKNOWN, name)).status).toBe(403);
      const refused = await op('user', node, name, { user_data: DATA.toString('base64') });
      expect([refused.status, refused.type]).toEqual([403, 'text/plain; charset=utf-8']);
      expect((await op(null, node, name)).status).toBe(401);
    }
    expect(await stored(node)).toMatchObject({ user_data: null });
  });

  test('start with a series looks the node up as other operations do: 404 and 403, without a word', async () => {
    const node = await makeNode(region, 'allocated');
    expect((await op('user', UNKNOWN, 'start', { distro_series: 'trusty' })).status).toBe(404);
    const forbidden = await op('user2', node, 'start', { distro_series: 'trusty' });
    expect([forbidden.status, forbidden.text]).toEqual([403, '']);
  });
});

describe('POST nodes/{system_id}/ op=release', () => {
  test('makes the node ready, unowned, netbooting and powers it off', async () => {
    const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
    (await op('user', node, 'start', { distro_series: 'precise' })).ok();
    await region.post(null, `/MAAS/metadata/latest/by-id/${node.system_id}/`, { op: 'netboot_off' });
    expect((await readNode(region, node.system_id)).netboot).toBe(false);
    expect((await op('user', node, 'release')).as(Node)).toMatchObject({ status: READY, owner: null, netboot: true });
    expect(await stored(node)).toMatchObject({ token_id: null, agent_name: '', distro_series: '' });
    const { rows } = await region.database.pool.query(
      'SELECT change::text FROM power_actions WHERE system_id = $1 ORDER BY id DESC LIMIT 1',
      [node.system_id],
    );
    expect(rows).toEqual([{ change: 'off' }]);
  });

  test('of a ready node is a no-op for administrators, 403 for users who do not own it', async () => {
    const node = await makeNode(region, 'ready');
    expect((await op('admin', node, 'release')).as(Node)).toEqual(node);
    expect((await op('user', node, 'release')).status).toBe(403);
  });

  test.each([DECLARED, COMMISSIONING, FAILED_TESTS, 3, RETIRED])(
    'in state %i is 409 that names the state',
    async (status) => {
      const node = await makeNode(region, 'ready');
      await put(node, status);
      const reply = await op('admin', node, 'release');
      expect(reply.status).toBe(409);
      expect(reply.text).toMatch(/\('(Declared|Commissioning|Failed tests|Missing|Retired)'\)/);
      expect((await readNode(region, node.system_id)).status).toBe(status);
    },
  );

  test('somebody else’s node is released by administrators only; unknown ones are 404', async () => {
    const node = await makeNode(region, 'allocated');
    await put(node, RESERVED);
    expect((await op('user2', node, 'release')).status).toBe(403);
    expect((await op('admin', UNKNOWN, 'release')).status).toBe(404);
    expect((await op('admin', node, 'release')).as(Node).status).toBe(READY);
  });
});

describe('POST nodes/{system_id}/ op=commission', () => {
  test('starts from declared, failed and ready, and clears earlier results', async () => {
    for (const status of [DECLARED, FAILED_TESTS, READY]) {
      const node = await makeNode(region);
      await put(node, status);
      await region.database.pool.query(
        `INSERT INTO commissioning_results (node_id, name, script_result, data) SELECT id, 'x', 0, '' FROM nodes WHERE system_id = $1`,
        [node.system_id],
      );
      expect((await op('admin', node, 'commission')).as(Node).status).toBe(COMMISSIONING);
      const { rows } = await region.database.pool.query(
        'SELECT FROM commissioning_results r JOIN nodes n ON n.id = r.node_id WHERE n.system_id = $1',
        [node.system_id],
      );
      expect(rows).toHaveLength(0);
    }
  });

  test('is refused under action for users and in other states, 404 for unknown nodes', async () => {
    const [ready, allocated] = [await makeNode(region, 'ready'), await makeNode(region, 'allocated')];
    expect((await op('user', ready, 'commission')).json).toHaveProperty('action');
    const reply = await op('admin', allocated, 'commission');
    expect([reply.status, Object.keys(Object(reply.json))]).toEqual([400, ['action']]);
    expect((await op('admin', UNKNOWN, 'commission')).status).toBe(404);
    expect((await readNode(region, ready.system_id)).status).toBe(READY);
  });
});

describe('nodes/{system_id}/macs/', () => {
  const macs = (node: { system_id: string }, mac = '') => `nodes/${node.system_id}/macs/${mac && `${mac}/`}`;

  test('are listed in their order, and read at their plain and encoded addresses', async () => {
    const given = [randomMac(), randomMac()];
    const node = await makeNode(region, 'declared', { macs: given });
    expect((await region.get('user2', macs(node))).json).toEqual(node.macaddress_set);
    const [first = ''] = given;
    for (const spelling of [first, encodeURIComponent(first), first.toUpperCase()]) {
      expect((await region.get('user', macs(node, spelling))).json).toEqual(node.macaddress_set[0]);
    }
  });

  test('one is added in any spelling, echoed as sent once and stored in lower case', async () => {
    const node = await makeNode(region, 'allocated');
    const mac = randomMac();
    const added = await region.post('user', macs(node), { mac_address: mac.toUpperCase() });
    expect([added.status, added.json]).toEqual([200, expect.objectContaining({ mac_address: mac.toUpperCase() })]);
    expect((await readNode(region, node.system_id)).macaddress_set.map((item) => item.mac_address)).toContain(mac);
    const deleted = await region.delete('user', macs(node, mac));
    expect([deleted.status, deleted.bytes.length]).toEqual([204, 0]);
    expect((await region.get('user', macs(node, mac))).status).toBe(404);
  });

  test('a malformed, missing or taken address is a field error', async () => {
    const [node, taken] = [await makeNode(region), await makeNode(region)];
    const add = async (form: Form) => (await region.post('admin', macs(node), form)).json;
    expect(await add({ mac_address: 'invalid-mac' })).toEqual({
      mac_address: ["'invalid-mac' is not a valid MAC address."],
    });
    expect(await add({})).toEqual({ mac_address: ['This field is required.'] });
    expect(await add({ mac_address: String(taken.macaddress_set[0]?.mac_address) })).toHaveProperty('mac_address');
  });

  test('others may look but not touch; unknown nodes and addresses are 404, malformed addresses 400', async () => {
    const node = await makeNode(region, 'allocated');
    const own = String(node.macaddress_set[0]?.mac_address);
    const status = async (as: As, method: string, path: string) =>
      (await region.call(as, method, path, { form: { mac_address: randomMac() } })).status;
    const expected: [As, string, string, number][] = [
      ['user2', 'POST', macs(node), 403],
      ['user2', 'DELETE', macs(node, own), 403],
      ['user2', 'DELETE', macs(node, 'invalid'), 400],
      ['user', 'DELETE', macs(node, randomMac()), 404],
      ['user', 'DELETE', macs(UNKNOWN, own), 404],
      ['user', 'POST', macs(UNKNOWN), 404],
      ['user', 'PUT', macs(node, own), 405],
    ];
    for (const [as, method, path, want] of expected)
      expect([method, path, await status(as, method, path)]).toEqual([method, path, want]);
    expect((await region.get('user', macs(node, 'invalid'))).status).toBe(400);
    expect((await region.get('user', macs(UNKNOWN))).status).toBe(404);
    expect((await region.get(null, macs(node))).status).toBe(401);
  });
});
