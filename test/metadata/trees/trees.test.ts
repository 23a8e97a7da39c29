import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtInScripts } from '../../../src/metadata/commissioning/scripts.js';
import { commissioningUserData } from '../../../src/metadata/commissioning/user-data.js';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { nodeKey, readNode, signal } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { type As, startRegion, useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const SSH_KEYS = ['one', 'two'].map(
  (name) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJcrxDfHxYvKZ7mhTPPzfMG5uY8yFpR4ZJw2XW2qKzGv ${name}@example.com`,
);
const BYTES = Buffer.from([0, 255, 10, 13, 0, 128, 65]);

const region = useRegion();
let node: Node;
let mac: string;
let key: ApiKey;
beforeAll(async () => {
  for (const ssh of SSH_KEYS) (await region.post('user', 'account/prefs/sshkeys/', { op: 'new', key: ssh })).ok();
});
beforeEach(async () => {
  mac = randomMac();
  node = await makeNode(region, 'declared', { macs: [mac] });
  (await region.post('admin', 'nodes/', { op: 'accept', nodes: node.system_id })).ok();
  key = await nodeKey(region, node.system_id);
});

const ROOT = '/MAAS/metadata/';
const read = (path: string, as: As = key) => region.get(as, `${ROOT}${path}`);
const status = async (path: string, as: As = key) => (await read(path, as)).status;
const linesOf = async (path: string, as: As = key) => (await read(path, as)).ok().text.split('\n');

/** Gives the node to `user`; started with these bytes, or with none. */
async function allocate(userData?: Buffer): Promise<void> {
  await signal(region, key, 'OK');
  (await region.post('user', 'nodes/', { op: 'acquire', name: node.hostname })).ok();
  const given = userData && { user_data: userData.toString('base64') };
  await region.database.pool.query("UPDATE nodes SET power_type = 'ether_wake' WHERE system_id = $1", [node.system_id]);
  (await region.post('user', `nodes/${node.system_id}/`, { op: 'start', ...given })).ok();
}

/** The trees in which a node reads of itself: where they are, and as whom. */
const TREES = [
  { tree: 'its own', at: (path: string) => path, as: () => key },
  { tree: 'curtin', at: (path: string) => `curtin/${path}`, as: () => key },
  { tree: 'by-mac', at: (path: string) => path.replace('/', `/by-mac/${mac.toUpperCase()}/`), as: () => null },
] as const;

describe.each(TREES)('the tree $tree', ({ at, as }) => {
  const get = (path: string) => read(at(path), as());

  test('lists what it has; user data only where there is some', async () => {
    await allocate();
    const reply = await get('latest/');
    expect([reply.status, reply.type, reply.text]).toEqual([
      200,
      'text/plain',
      'maas-commissioning-scripts\nmeta-data',
    ]);
    (await region.post('user', `nodes/${node.system_id}/`, { op: 'start', user_data: 'eA==' })).ok();
    expect((await get('2012-03-01/')).text).toBe('maas-commissioning-scripts\nmeta-data\nuser-data');
  });

  test('tells the node’s id, its name and its owner’s keys, and what of these there is', async () => {
    expect((await get('latest/meta-data/')).text).toBe('instance-id\nlocal-hostname');
    expect((await get('latest/meta-data/public-keys')).ok().text).toBe('');
    await allocate();
    const id = await get('latest/meta-data/instance-id');
    expect([id.status, id.type, id.text]).toEqual([200, 'text/plain', node.system_id]);
    expect((await get('latest/meta-data/local-hostname')).text).toBe((await readNode(region, node.system_id)).hostname);
    expect((await get('latest/meta-data/public-keys')).text).toBe(SSH_KEYS.join('\n'));
    expect((await get('latest/meta-data/')).text).toBe('instance-id\nlocal-hostname\npublic-keys');
  });

  test('of an item only what stands before its slash counts; an unknown one is 404', async () => {
    expect((await get('latest/meta-data/instance-id/more')).text).toBe(node.system_id);
    expect((await get('latest/meta-data/nonsense')).status).toBe(404);
  });

  test('any other path returns the index', async () => {
    for (const path of ['latest/meta-data', 'latest/user-data/', 'latest/anything/else'])
      expect((await get(path)).ok().text).toMatch(/^maas-commissioning-scripts\nmeta-data/);
  });

  test('an unknown version is 404 wherever something is read, and nowhere else', async () => {
    for (const path of ['1.0/', '1.0/meta-data/', '1.0/meta-data/instance-id', '1.0/user-data'])
      expect((await get(path)).status).toBe(404);
    expect((await region.post(as(), `${ROOT}${at('1.0/')}`, { op: 'netboot_off' })).text).toBe('OK');
  });

  test('takes signals, and turns netboot off and on', async () => {
    const post = (form: Record<string, string>) => region.post(as(), `${ROOT}${at('latest/')}`, form);
    expect((await post({ op: 'signal', status: 'WORKING' })).text).toBe('OK');
    expect((await post({ op: 'netboot_off' })).text).toBe('OK');
    expect((await readNode(region, node.system_id)).netboot).toBe(false);
    expect((await post({ op: 'netboot_on' })).text).toBe('OK');
    expect((await readNode(region, node.system_id)).netboot).toBe(true);
    expect((await post({ op: 'signal' })).status).toBe(400);
    expect((await post({ op: 'unheard-of' })).status).toBe(400);
  });

  test('costs the same few statements, however many keys there are', async () => {
    await allocate(BYTES);
    for (const path of ['latest/', 'latest/meta-data/public-keys', 'latest/meta-data/'])
      expect([path, (await get(path)).status, region.queries()]).toEqual([path, 200, as() === null ? 1 : 2]);
  });
});

describe('user data', () => {
  const USER_DATA = ['latest/user-data', () => `latest/by-mac/${mac}/user-data`] as const;
  const paths = () => USER_DATA.map((path) => (typeof path === 'string' ? path : path()));

  test('is what the owner gave, byte for byte; none is an empty 404', async () => {
    await allocate(BYTES);
    for (const path of paths()) {
      const reply = await read(path);
      expect([reply.status, reply.type]).toEqual([200, 'application/octet-stream']);
      expect(reply.bytes.equals(BYTES)).toBe(true);
    }
    (await region.post('user', `nodes/${node.system_id}/`, { op: 'start' })).ok();
    for (const path of paths()) expect([await status(path), (await read(path)).text]).toEqual([404, '']);
  });

  test('of a node that is being commissioned is what commissions it', async () => {
    expect(await linesOf('latest/')).toContain('user-data');
    for (const path of paths())
      expect((await read(path)).bytes.equals(commissioningUserData({ proxy: null }))).toBe(true);
    await signal(region, key, 'OK');
    expect(await status('latest/user-data')).toBe(404);
  });
});

describe('the top of the trees', () => {
  test('lists the versions, each of which is there; also without the slash', async () => {
    for (const path of ['', 'curtin/', 'latest']) expect(await linesOf(path)).toEqual(['2012-03-01', 'latest']);
    for (const version of await linesOf('')) expect(await status(`${version}/`)).toBe(200);
  });

  test('is found without a prefix, and behind any number of slashes', async () => {
    for (const path of ['/metadata/', '/MAAS/metadata///', '/metadata/////'])
      expect((await region.get(key, `${path}latest/meta-data/instance-id`)).text).toBe(node.system_id);
  });
});

describe('maas-commissioning-scripts', () => {
  const PATH = '2012-03-01/maas-commissioning-scripts';
  const addScript = (name: string, content: Buffer) =>
    region.database.prisma.commissioningScript.create({ data: { name, content: new Uint8Array(content) } });

  async function members() {
    const reply = (await read(PATH)).ok();
    expect(reply.type).toBe('application/tar');
    const archive = extract();
    archive.end(reply.bytes);
    const found = [];
    for await (const entry of archive) found.push({ ...entry.header, data: await buffer(entry) });
    return found;
  }

  test('is a tar of all scripts in the order of their names, executable, from now, byte for byte', async () => {
    const long = `50-${'x'.repeat(200)}`;
    await addScript('99-zz', BYTES);
    await addScript(long, Buffer.from('#!/bin/sh\n'));
    const found = await members();
    const own = builtInScripts().map(({ name, content }) => ({ name, data: content }));
    const all = [...own, { name: long, data: Buffer.from('#!/bin/sh\n') }, { name: '99-zz', data: BYTES }];
    const wanted = all.map(({ name, data }) => ({ name: `commissioning.d/${name}`, mode: 0o755, type: 'file', data }));
    expect(found).toMatchObject(wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    for (const { mtime } of found) expect(Math.abs(Number(mtime) - Date.now())).toBeLessThan(60_000);
  });

  test('is for any credentials, of a known version, and not in the curtin tree', async () => {
    expect(await status(PATH, 'user')).toBe(200);
    expect(await status(PATH, null)).toBe(401);
    expect(await status('1.0/maas-commissioning-scripts')).toBe(404);
    expect((await read('curtin/latest/maas-commissioning-scripts')).text).toMatch(/^maas-commissioning-scripts\nmeta/);
  });
});

describe('by-mac', () => {
  test('is 404 with an empty body for an unknown or invalid MAC address', async () => {
    for (const other of [randomMac(), 'garbage', '02:00']) {
      const reply = await read(`latest/by-mac/${other}/meta-data/instance-id`, null);
      expect([reply.status, reply.text]).toEqual([404, '']);
    }
  });

  test('is closed unless ALLOW_UNSAFE_METADATA says otherwise', async () => {
    await using closed = await startRegion({ env: { ALLOW_UNSAFE_METADATA: 'off' } });
    const at = `${ROOT}latest/by-mac/${mac}/`;
    for (const path of ['', 'meta-data/', 'user-data'])
      expect((await closed.get(null, `${at}${path}`)).status).toBe(403);
    expect((await closed.post(null, at, { op: 'netboot_off' })).status).toBe(403);
  });
});

test('nobody gets in without credentials, or with those of somebody who is no node', async () => {
  const all = ['latest/', 'latest/meta-data/', 'latest/meta-data/instance-id', 'latest/user-data', 'curtin/latest/'];
  for (const path of [...all, '', 'curtin/', 'latest/maas-commissioning-scripts'])
    expect([path, await status(path, null)]).toEqual([path, 401]);
  for (const path of all)
    for (const as of ['user', 'admin', 'worker'] as const) expect([path, await status(path, as)]).toEqual([path, 403]);
  const [consumer, token] = key.split(':');
  expect(await status('latest/', `${consumer}:${token}:wrong`)).toBe(401);
});
