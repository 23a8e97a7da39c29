import { describe, expect, test } from 'vitest';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { COMMISSIONING, DECLARED, readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { AnonymousNode, Node } from '../../support/shapes.js';

const region = useRegion();

type Form = Record<string, string | string[]>;

function enlist(as: As, form: Form = {}) {
  const given = { op: 'new', architecture: 'amd64/generic', mac_addresses: randomMac(), ...form };
  return region.post(as, 'nodes/', Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '-')));
}

async function tableCounts() {
  const { rows } = await region.database.pool.query(
    'SELECT (SELECT count(*) FROM nodes) AS nodes, (SELECT count(*) FROM mac_addresses) AS macs',
  );
  return rows[0];
}

describe('POST nodes/ op=new', () => {
  test('a machine that enlists itself is declared and shown no links to itself', async () => {
    const macs = [randomMac(), randomMac()];
    const reply = await enlist(null, { hostname: 'rack1-node1', mac_addresses: macs });
    const node = reply.as(AnonymousNode);
    expect(reply.type).toBe('application/json; charset=utf-8');
    expect(node).toMatchObject({ status: DECLARED, hostname: 'rack1-node1', owner: null, routers: null });
    expect(node.macaddress_set).toEqual(macs.map((mac) => ({ mac_address: mac })));
    expect(node.resource_uri).toBe('/MAAS/api/1.0/nodes/');
    expect(node.system_id).toMatch(/^node-[0-9a-f-]{36}$/);
  });

  test('a user makes a declared node, an administrator one that is commissioned at once', async () => {
    expect((await enlist('user')).as(Node).status).toBe(DECLARED);
    expect((await enlist('admin')).as(Node).status).toBe(COMMISSIONING);
  });

  test('every node made here gets the fast installer', async () => {
    expect((await enlist('user')).as(Node).tag_names).toEqual(['use-fastpath-installer']);
  });

  test('what maas-enlist sends succeeds: empty hostname, power_type and power_parameters', async () => {
    const form = {
      hostname: '',
      power_type: '',
      power_parameters: '',
      architecture: 'amd64',
      subarchitecture: 'generic',
    };
    const node = (await enlist(null, { autodetect_nodegroup: '1', ...form })).as(AnonymousNode);
    expect(node).toMatchObject({ power_type: '', architecture: 'amd64/generic' });
    expect(node.hostname).toMatch(/^[a-hjkmnpqrtwxy346789]{5}\.local$/);
  });

  test('an empty subarchitecture counts as none', async () => {
    for (const architecture of ['i386', 'i386/generic']) {
      const reply = await enlist(null, { architecture, subarchitecture: '' });
      expect(reply.as(AnonymousNode).architecture).toBe('i386/generic');
    }
  });

  test('a name made from an address is replaced by a random one', async () => {
    const { hostname } = (await enlist(null, { hostname: '192-168-5-19.domain' })).as(AnonymousNode);
    expect(hostname).toMatch(/^[a-z0-9]{5}\.local$/);
  });

  test('the doubled path of shipped enlistment scripts is the collection', async () => {
    const form = { op: 'new', architecture: 'i386', mac_addresses: randomMac(), autodetect_nodegroup: '1' };
    const reply = await region.call(null, 'POST', 'nodes/MAAS/api/1.0/nodes/', { urlencoded: form });
    expect(reply.as(AnonymousNode).architecture).toBe('i386/generic');
  });

  test('power type and JSON parameters are stored, from whomever they come', async () => {
    const power = { power_address: '10.0.0.9', power_user: 'maas', power_pass: 'x' };
    for (const as of [null, 'user', 'admin'] as const) {
      const reply = await enlist(as, { power_type: 'ipmi', power_parameters: JSON.stringify(power) });
      const { system_id } = as === null ? reply.as(AnonymousNode) : reply.as(Node);
      const { rows } = await region.database.pool.query(
        'SELECT power_type, power_parameters FROM nodes WHERE system_id = $1',
        [system_id],
      );
      expect(rows).toEqual([{ power_type: 'ipmi', power_parameters: power }]);
    }
  });

  test('only an administrator sets zone and facts; others are not heard', async () => {
    (await region.post('admin', 'zones/', { name: 'rack-7', description: '' })).ok();
    const facts = { zone: 'rack-7', cpu_count: '4', memory: '2048', storage: '1000' };
    expect((await enlist('admin', facts)).as(Node)).toMatchObject({ cpu_count: 4, memory: 2048, storage: 1000 });
    const node = (await enlist('user', { ...facts, cpu_count: 'junk' })).as(Node);
    expect(node).toMatchObject({ cpu_count: 0, zone: { name: 'default' } });
  });

  test.each<[string, Form, string[]]>([
    ['an architecture without images', { architecture: 'sparc/generic' }, ['architecture']],
    ['no architecture', { architecture: '-' }, ['architecture']],
    ['no MAC address', { mac_addresses: '-' }, ['mac_addresses']],
    ['a malformed MAC address', { mac_addresses: 'junk' }, ['mac_addresses']],
    ['a bad hostname', { hostname: 'a..b' }, ['hostname']],
    [
      'several fields at once',
      { hostname: '-x', architecture: 'no/no', mac_addresses: 'junk' },
      ['architecture', 'hostname', 'mac_addresses'],
    ],
    [
      'a field that has to be looked up, beside one that has not',
      { architecture: 'no/no', zone: 'nowhere', power_type: 'telekinesis', distro_series: 'warty', memory: 'much' },
      ['architecture', 'distro_series', 'memory', 'power_type', 'zone'],
    ],
    ['an unknown cluster', { nodegroup: 'nowhere' }, ['nodegroup']],
    ['an unknown power type', { power_type: 'telekinesis' }, ['power_type']],
    ['an unknown series', { distro_series: 'warty' }, ['distro_series']],
  ])('%s is refused under its field, and nothing is written', async (_what, form, fields) => {
    const before = await tableCounts();
    const reply = await enlist('admin', form);
    expect(reply.status).toBe(400);
    expect(reply.type).toBe('application/json');
    expect(Object.keys(Object(reply.json)).sort()).toEqual(fields);
    expect(await tableCounts()).toEqual(before);
  });

  test.each<[string, Form]>([
    ['a subarchitecture given twice', { architecture: 'amd64/generic', subarchitecture: 'generic' }],
    ['power parameters that are no JSON', { power_type: 'ipmi', power_parameters: '{no json' }],
  ])('%s is refused in plain text, and nothing is written', async (_what, form) => {
    const before = await tableCounts();
    const reply = await enlist(null, form);
    expect(reply.status).toBe(400);
    expect(reply.type).toMatch(/^text\/plain/);
    expect(await tableCounts()).toEqual(before);
  });

  test('of several MAC addresses the bad ones are told in one message', async () => {
    const reply = await enlist('user', { mac_addresses: [randomMac(), 'x', 'y'] });
    expect(reply.json).toEqual({
      mac_addresses: [
        "One or more MAC addresses are invalid. ('x' is not a valid MAC address. — 'y' is not a valid MAC address.)",
      ],
    });
  });

  test('a MAC address in use is refused by name', async () => {
    const node = await makeNode(region);
    const [mac] = node.macaddress_set;
    const reply = await enlist('user', { mac_addresses: String(mac?.mac_address).toUpperCase() });
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({ mac_addresses: [expect.stringContaining(String(mac?.mac_address))] });
  });

  test('of ten machines that enlist at once under one name and address, one is taken', async () => {
    const form = { hostname: 'twin', mac_addresses: randomMac() };
    const replies = await Promise.all(Array.from({ length: 10 }, () => enlist(null, form)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)]);
  });

  test('a node goes to the cluster in whose network the request comes from', async () => {
    const { rows } = await region.database.pool.query('SELECT min(id) AS master FROM nodegroups');
    const node = await readNode(region, (await enlist('user')).as(Node).system_id);
    const found = await region.database.pool.query('SELECT nodegroup_id FROM nodes WHERE system_id = $1', [
      node.system_id,
    ]);
    expect(found.rows[0]?.nodegroup_id).toBe(rows[0]?.master);
  });
});
