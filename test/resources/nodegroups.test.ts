import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { reportImages } from '../support/factories/images.js';
import { makeNode } from '../support/factories/nodes.js';
import { type Region, startRegion, useRegion } from '../support/region.js';

const Cluster = z.strictObject({ uuid: z.string(), status: z.number(), name: z.string(), cluster_name: z.string() });

const region = useRegion();

const register = (form: Record<string, string>, on: Region = region) =>
  on.post(null, 'nodegroups/', { op: 'register', ...form });
const list = async (on: Region = region) => (await on.get(null, 'nodegroups/', { op: 'list' })).as(z.array(Cluster));
const read = async (uuid: string) => (await region.get('user', `nodegroups/${uuid}/`)).as(Cluster);
const decide = (as: Parameters<Region['post']>[0], op: 'accept' | 'reject', ...uuids: string[]) =>
  region.post(as, 'nodegroups/', [['op', op], ...uuids.map((uuid): [string, string] => ['uuid', uuid])]);

async function registered(form: Record<string, string> = {}): Promise<string> {
  const uuid = randomUUID();
  (await register({ uuid, ...form })).ok();
  return uuid;
}

async function stored(uuid: string) {
  const { rows } = await region.database.pool.query(
    'SELECT g.*, t.key FROM nodegroups g JOIN tokens t ON t.id = g.token_id WHERE uuid = $1',
    [uuid],
  );
  return rows[0];
}

async function interfacesOf(uuid: string) {
  const { rows } = await region.database.pool.query(
    `SELECT interface, management, host(ip) AS ip, host(subnet_mask) AS subnet_mask, host(router_ip) AS router_ip
     FROM nodegroup_interfaces i JOIN nodegroups g ON g.id = i.nodegroup_id WHERE g.uuid = $1 ORDER BY i.id`,
    [uuid],
  );
  return rows;
}

test('a new cluster waits to be accepted: 202, and it is pending with the given names', async () => {
  const uuid = randomUUID();
  const reply = await register({ uuid, name: 'rack.example', cluster_name: 'Rack 1' });
  expect([reply.status, reply.type]).toEqual([202, 'text/html; charset=utf-8']);
  expect(await read(uuid)).toEqual({ uuid, status: 0, name: 'rack.example', cluster_name: 'Rack 1' });
});

test('a cluster that gives no names gets some', async () => {
  const uuid = await registered({ name: '', cluster_name: '' });
  expect(await read(uuid)).toMatchObject({ name: 'maas', cluster_name: `Cluster ${uuid}` });
});

test('registering a pending cluster again is 202 and changes nothing', async () => {
  const uuid = await registered({ name: 'one.example' });
  const before = await stored(uuid);
  expect((await register({ uuid, name: 'two.example', cluster_name: 'other' })).status).toBe(202);
  expect(await stored(uuid)).toEqual(before);
});

test('an accepted cluster is answered 200 with where its broker is and nothing else', async () => {
  const uuid = await registered();
  (await decide('admin', 'accept', uuid)).ok();
  const reply = await register({ uuid });
  expect([reply.status, reply.json]).toEqual([200, { BROKER_URL: expect.stringMatching(/^amqp:\/\//) }]);
});

test('a rejected cluster is answered 403, and accepting it later is possible', async () => {
  const uuid = await registered();
  (await decide('admin', 'reject', uuid)).ok();
  expect((await register({ uuid })).status).toBe(403);
  expect((await read(uuid)).status).toBe(2);
  (await decide('admin', 'accept', uuid)).ok();
  expect((await read(uuid)).status).toBe(1);
});

test('a cluster that registers gets the default boot source with its two selections', async () => {
  const uuid = await registered();
  const { rows } = await region.database.pool.query(
    `SELECT b.url, b.keyring_filename, s.release, s.arches, s.subarches, s.labels
     FROM boot_sources b JOIN nodegroups g ON g.id = b.nodegroup_id JOIN boot_source_selections s ON s.boot_source_id = b.id
     WHERE g.uuid = $1 ORDER BY s.id`,
    [uuid],
  );
  const source = {
    url: 'http://maas.ubuntu.com/images/ephemeral-v2/releases/',
    keyring_filename: '/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg',
    arches: ['*'],
    subarches: ['*'],
    labels: ['release'],
  };
  expect(rows).toEqual([
    { ...source, release: 'precise' },
    { ...source, release: 'trusty' },
  ]);
});

test.each(['register', 'refresh_workers'])('%s exists for callers without credentials only', async (op) => {
  expect((await region.post('admin', 'nodegroups/', { op, uuid: randomUUID() })).status).toBe(400);
});

test('refresh_workers tells nothing', async () => {
  const reply = await region.post(null, 'nodegroups/', { op: 'refresh_workers' });
  expect([reply.status, reply.text]).toEqual([200, 'Sending worker refresh.']);
});

describe('what is no registration', () => {
  test('has no uuid: 400 text', async () => {
    const reply = await register({ name: 'x' });
    expect([reply.status, reply.type]).toEqual([400, expect.stringMatching(/^text\/plain/)]);
  });

  test.each([
    ['uuid', { uuid: '' }],
    ['uuid', { uuid: 'x'.repeat(37) }],
    ['name', { name: 'x'.repeat(81) }],
    ['cluster_name', { cluster_name: 'x'.repeat(101) }],
    ['interfaces', { interfaces: 'invalid data' }],
    ['interfaces', { interfaces: '"text"' }],
    ['interfaces', { interfaces: '["eth0"]' }],
    ['interfaces', { interfaces: '[{"interface": "eth0"}]' }],
    ['interfaces', { interfaces: '[{"ip": "10.0.0.300"}]' }],
    ['interfaces', { interfaces: '[{"ip": "fe80::1%eth0"}]' }],
    ['interfaces', { interfaces: '[{"ip": "10.0.0.1", "router_ip": "10.0.0"}]' }],
    ['interfaces', { interfaces: '[{"ip": "10.0.0.1", "subnet_mask": "255.0.255.0"}]' }],
    ['interfaces', { interfaces: '[{"ip": "10.0.0.1", "management": 3}]' }],
    ['interfaces', { interfaces: '[{"ip": "10.0.0.1"}, {"ip": "10.0.0.2"}]' }],
    ['interfaces', { interfaces: '[{"ip": "10.0.0.1", "interface": "\\u0000"}]' }],
    ['interfaces', { interfaces: '[{"ip": "10.0.0.1", "subnet_mask": 8}]' }],
    ['interfaces', { interfaces: '[{"ip": "10.0.0.1", "subnet_mask": "255.0.0.0", "router_ip": "11.0.0.1"}]' }],
  ])('has a bad %s: %j', async (field, form: Record<string, string>) => {
    const uuid = form.uuid ?? randomUUID();
    const reply = await register({ uuid, ...form });
    expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
    expect((await list()).map((cluster) => cluster.uuid)).not.toContain(uuid);
  });

  test('has the name of another cluster', async () => {
    const uuid = await registered({ cluster_name: 'Taken' });
    const reply = await register({ uuid: randomUUID(), cluster_name: 'Taken' });
    expect([reply.status, Object.keys(z.record(z.string(), z.unknown()).parse(reply.json))]).toEqual([
      400,
      ['cluster_name'],
    ]);
    expect((await list()).filter((cluster) => cluster.cluster_name === 'Taken').map((found) => found.uuid)).toEqual([
      uuid,
    ]);
  });

  test('has the name that another cluster is given at the same moment', async () => {
    const other = await registered({});
    let registering: ReturnType<typeof register> | undefined;
    await region.database.transaction(async (tx) => {
      await tx.prisma.nodegroup.update({ where: { uuid: other }, data: { clusterName: 'Contested' } });
      registering = register({ uuid: randomUUID(), cluster_name: 'Contested' });
      await eventually(async () => expect(await waitingForLocks()).toBe(1));
    });
    expect((await registering)?.json).toEqual({ cluster_name: [expect.any(String)] });
  });
});

/** How many statements of the region wait for others. */
async function waitingForLocks(): Promise<number> {
  const { rows } = await region.database.pool.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length;
}

describe('interfaces of a registration', () => {
  const eth = (name: string, ip: string, subnet_mask: string, management = 1) => ({
    interface: name,
    ip,
    subnet_mask,
    management,
    router_ip: ip,
    ip_range_low: ip,
    ip_range_high: ip,
  });

  test('are stored, those without management as unmanaged', async () => {
    const given = [
      { ...eth('eth0', '10.1.0.1', '255.255.0.0', 2), router_ip: '10.1.0.254' },
      { interface: 'eth1', ip: '2001:db8::1', subnet_mask: null, router_ip: '', extra: 'ignored' },
    ];
    const uuid = await registered({ interfaces: JSON.stringify(given) });
    expect(await interfacesOf(uuid)).toEqual([
      { interface: 'eth0', management: 2, ip: '10.1.0.1', subnet_mask: '255.255.0.0', router_ip: '10.1.0.254' },
      { interface: 'eth1', management: 0, ip: '2001:db8::1', subnet_mask: null, router_ip: null },
    ]);
  });

  test.each([
    ['nested networks', 400, [eth('a', '10.1.2.3', '255.255.255.0'), eth('b', '10.1.0.1', '255.255.0.0', 2)]],
    ['equal networks', 400, [eth('a', '10.1.2.3', '255.255.255.0'), eth('b', '10.1.2.4', '255.255.255.0')]],
    [
      'nested ones, one unmanaged',
      202,
      [eth('a', '10.1.2.3', '255.255.255.0', 0), eth('b', '10.1.0.1', '255.255.0.0')],
    ],
    [
      'the same numbers in two families',
      202,
      [eth('a', '10.1.0.1', '255.255.0.0'), eth('b', '::a01:1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:0')],
    ],
    [
      'three networks, the first and the last of them nested',
      400,
      [
        eth('a', '10.9.0.1', '255.255.0.0'),
        eth('b', '10.1.0.1', '255.255.0.0'),
        eth('c', '10.9.200.1', '255.255.255.0'),
      ],
    ],
    ['neighbours', 202, [eth('a', '10.1.0.1', '255.255.0.0'), eth('b', '10.2.0.1', '255.255.0.0')]],
  ])('on %s: %i', async (_, status, interfaces) => {
    const reply = await register({ uuid: randomUUID(), interfaces: JSON.stringify(interfaces) });
    expect(reply.status).toBe(status);
    if (status === 400) expect(reply.json).toEqual({ interfaces: [expect.stringContaining('overlap')] });
  });

  test('are so many at most', async () => {
    const interfaces = Array.from({ length: 1_001 }, (_, index) => ({ interface: `eth${index}`, ip: '10.0.0.1' }));
    const uuid = randomUUID();
    const reply = await register({ uuid, interfaces: JSON.stringify(interfaces) });
    expect([reply.status, reply.json]).toEqual([400, { interfaces: [expect.stringContaining('1000')] }]);
    (await register({ uuid, interfaces: JSON.stringify(interfaces.slice(1)) })).ok();
    expect(await interfacesOf(uuid)).toHaveLength(1_000);
  });

  test('that are managed need all that it takes: each missing field is named with its place', async () => {
    const interfaces = JSON.stringify([eth('a', '10.1.0.1', '255.255.0.0'), { ip: '10.2.0.1', management: 1 }]);
    const missing = ['interface', 'subnet_mask', 'router_ip', 'ip_range_low', 'ip_range_high'];
    expect((await register({ uuid: randomUUID(), interfaces })).json).toEqual({
      interfaces: missing.map((field) => expect.stringMatching(`^1\\.${field}: `)),
    });
  });
});

describe('accept and reject', () => {
  test('take several clusters, and are for administrators', async () => {
    const [one, two] = [await registered(), await registered()];
    const statuses = async () => [(await read(one)).status, (await read(two)).status];
    for (const as of ['user', 'worker'] as const) expect((await decide(as, 'accept', one, two)).status).toBe(403);
    expect((await decide(null, 'accept', one)).status).toBe(400);
    expect(await statuses()).toEqual([0, 0]);
    expect((await decide('admin', 'accept', one, two, two)).status).toBe(200);
    expect(await statuses()).toEqual([1, 1]);
    expect((await decide('user', 'reject', one)).status).toBe(403);
    expect((await decide('admin', 'reject', one, two)).status).toBe(200);
    expect(await statuses()).toEqual([2, 2]);
  });

  test('change nothing when one of the clusters is unknown', async () => {
    const uuid = await registered();
    expect((await decide('admin', 'accept', uuid, randomUUID())).status).toBe(404);
    expect((await read(uuid)).status).toBe(0);
  });

  test('of none is fine', async () => {
    expect((await decide('admin', 'accept')).status).toBe(200);
  });
});

test('a cluster can be read by users, not by others; there is no cluster that is unknown', async () => {
  const { uuid } = region.worker;
  expect((await region.get(null, `nodegroups/${uuid}/`)).status).toBe(401);
  expect((await region.get('user', `nodegroups/${randomUUID()}/`)).status).toBe(404);
  expect(await read(uuid)).toEqual((await list())[0]);
});

test('list_nodes shows its own worker and administrators the nodes of a cluster, in order', async () => {
  await reportImages(region);
  const nodes = [await makeNode(region), await makeNode(region)].map(({ system_id }) => system_id);
  const path = `nodegroups/${region.worker.uuid}/`;
  for (const as of ['worker', 'admin'] as const) {
    expect((await region.get(as, path, { op: 'list_nodes' })).json).toEqual(nodes);
  }
  expect((await region.get('user', path, { op: 'list_nodes' })).status).toBe(403);
  expect((await region.get(null, path, { op: 'list_nodes' })).status).toBe(401);
  const other = await registered();
  expect((await region.get('admin', `nodegroups/${other}/`, { op: 'list_nodes' })).json).toEqual([]);
  expect((await region.get('worker', `nodegroups/${other}/`, { op: 'list_nodes' })).status).toBe(403);
});

test('describe_power_types is for users', async () => {
  const reply = await region.get('user', 'nodegroups/', { op: 'describe_power_types' });
  expect(reply.json).toHaveLength(9);
  expect(reply.json).toHaveProperty('0', {
    name: 'ether_wake',
    description: 'Wake-on-LAN',
    fields: [
      {
        name: 'mac_address',
        label: 'MAC Address',
        required: false,
        field_type: 'mac_address',
        choices: [],
        default: '',
      },
    ],
  });
  expect((await region.get(null, 'nodegroups/', { op: 'describe_power_types' })).status).toBe(400);
});

describe('the URL by which an accepted cluster reaches the region', () => {
  const urlAfter = async (on: Region, host: string) => {
    const uuid = randomUUID();
    (await register({ uuid }, on)).ok();
    (await on.post('admin', 'nodegroups/', { op: 'accept', uuid })).ok();
    const headers = { 'x-forwarded-host': host };
    for (const sent of [headers, { 'x-forwarded-host': 'late.example' }]) {
      (await on.call(null, 'POST', 'nodegroups/', { form: { op: 'register', uuid }, headers: sent })).ok();
    }
    const { rows } = await on.database.pool.query('SELECT maas_url FROM nodegroups WHERE uuid = $1', [uuid]);
    return rows[0]?.maas_url;
  };
  const proxied = { TRUST_PROXY: '127.0.0.1' };

  test('is the first that it calls, and stays', async () => {
    await using own = await startRegion({ env: proxied });
    expect(await urlAfter(own, 'region.example')).toBe('http://region.example/MAAS');
  });

  test.each(['localhost', '127.0.0.1:5240'])('is not that of this machine itself (%s)', async (host) => {
    await using own = await startRegion({ env: proxied });
    expect(await urlAfter(own, host)).toBe('http://late.example/MAAS');
  });

  test('is not taken from requests when it is configured', async () => {
    await using own = await startRegion({ env: { ...proxied, MAAS_URL: 'http://maas.example/MAAS' } });
    expect(await urlAfter(own, 'evil.example')).toBe('');
  });
});

describe('while the master cluster is a placeholder', () => {
  async function freshRegion(env: Record<string, string> = {}) {
    const own = await startRegion({ env });
    await own.database.prisma.nodegroup.updateMany({ data: { uuid: 'master', clusterName: 'Cluster master' } });
    const master = await own.database.prisma.nodegroup.findFirstOrThrow();
    return { own, master };
  }

  test('the first cluster takes it over, with its key and names, and waits to be accepted', async () => {
    const { own, master } = await freshRegion();
    await using region = own;
    const uuid = randomUUID();
    expect((await register({ uuid }, region)).status).toBe(202);
    expect(await list(region)).toEqual([{ uuid, status: 0, name: 'maas', cluster_name: 'Cluster master' }]);
    expect(await region.database.prisma.nodegroup.findMany()).toMatchObject([
      { id: master.id, tokenId: master.tokenId, maasUrl: '' },
    ]);
  });

  describe('and a cluster is on this machine', () => {
    const uuid = randomUUID();
    let folder: string;
    let env: { CLUSTER_CONFIG: string };
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'maas-cluster-'));
      env = { CLUSTER_CONFIG: path.join(folder, 'maas_cluster.conf') };
      await writeFile(
        env.CLUSTER_CONFIG,
        `# Managed by MAAS\nMAAS_URL=http://localhost/MAAS\nCLUSTER_UUID="${uuid}"\n`,
      );
    });
    afterAll(() => rm(folder, { recursive: true }));

    test('it is accepted at once when it is the first, and its URL is not taken from that request', async () => {
      const { own, master } = await freshRegion(env);
      await using region = own;
      const interfaces = JSON.stringify([{ interface: 'eth0', ip: '10.1.0.1', subnet_mask: '255.255.0.0' }]);
      expect((await register({ uuid, interfaces }, region)).json).toEqual({ BROKER_URL: expect.any(String) });
      expect(await region.database.prisma.nodegroup.findMany({ include: { interfaces: true } })).toMatchObject([
        { id: master.id, uuid, status: 1, maasUrl: '', interfaces: [{ interface: 'eth0', ip: '10.1.0.1' }] },
      ]);
    });

    test('another one waits, and so does it when another one was first', async () => {
      const { own } = await freshRegion(env);
      await using region = own;
      expect((await register({ uuid: randomUUID() }, region)).status).toBe(202);
      expect((await register({ uuid }, region)).status).toBe(202);
    });
  });

  test('of many that register at once exactly one takes it over, and none is lost', async () => {
    const { own, master } = await freshRegion();
    await using region = own;
    const uuids = Array.from({ length: 8 }, () => randomUUID());
    const replies = await Promise.all(uuids.map((uuid) => register({ uuid }, region)));
    expect(replies.map(({ status }) => status)).toEqual(uuids.map(() => 202));
    const clusters = await region.database.prisma.nodegroup.findMany({ orderBy: { id: 'asc' } });
    expect(clusters.map(({ uuid }) => uuid).sort()).toEqual([...uuids].sort());
    expect(clusters.map(({ id }) => id)[0]).toBe(master.id);
    expect(new Set(clusters.map(({ tokenId }) => tokenId)).size).toBe(uuids.length);
  });
});

test('a cluster that registers many times at once is there once', async () => {
  const uuid = randomUUID();
  const replies = await Promise.all(Array.from({ length: 8 }, () => register({ uuid })));
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
  expect((await list()).filter((cluster) => cluster.uuid === uuid)).toHaveLength(1);
});
