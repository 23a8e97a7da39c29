import { beforeAll, describe, expect, test } from 'vitest';
import { commissioningUserData } from '../../../src/metadata/commissioning/user-data.js';
import { makeSshKey, publicKey } from '../../support/factories/ssh-keys.js';
import { readNode } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { makeTreeNode, startNode, TREES, type TreeNode } from './tree-node.js';

const SSH_KEYS = [publicKey(), publicKey()];

const region = useRegion();
beforeAll(async () => {
  for (const key of SSH_KEYS) await makeSshKey(region, 'user', key);
});

describe.each(TREES)('$name', ({ pathOf, callerOf }) => {
  const read = (node: TreeNode, path: string) => region.get(callerOf(node), pathOf(path, node));
  const post = (node: TreeNode, path: string, form: Readonly<Record<string, string>>) =>
    region.post(callerOf(node), pathOf(path, node), form);

  test('the index of a node lists its items, and user data only when the node has some', async () => {
    const node = await makeTreeNode(region, 'allocated');
    const items = 'maas-commissioning-scripts\nmeta-data';
    const reply = await read(node, 'latest/');
    expect([reply.status, reply.type, reply.text]).toEqual([200, 'text/plain', items]);
    await startNode(region, node, Buffer.from('x'));
    expect((await read(node, '2012-03-01/')).text).toBe(`${items}\nuser-data`);
  });

  test('the meta-data of an allocated node has its id, its name and the keys of its owner', async () => {
    const node = await makeTreeNode(region, 'allocated');
    const { system_id, hostname } = node.node;
    expect((await read(node, 'latest/meta-data/')).text).toBe('instance-id\nlocal-hostname\npublic-keys');
    const id = await read(node, 'latest/meta-data/instance-id');
    expect([id.status, id.type, id.text]).toEqual([200, 'text/plain', system_id]);
    expect((await read(node, 'latest/meta-data/local-hostname')).text).toBe(hostname);
    expect((await read(node, 'latest/meta-data/public-keys')).text).toBe(SSH_KEYS.join('\n'));
  });

  test('the meta-data of a node without owner has no keys', async () => {
    const node = await makeTreeNode(region, 'commissioning');
    expect((await read(node, 'latest/meta-data/')).text).toBe('instance-id\nlocal-hostname');
    expect((await read(node, 'latest/meta-data/public-keys')).ok().text).toBe('');
  });

  test('a path below an item is that item, and an unknown item is 404', async () => {
    const node = await makeTreeNode(region, 'commissioning');
    expect((await read(node, 'latest/meta-data/instance-id/more')).text).toBe(node.node.system_id);
    expect((await read(node, 'latest/meta-data/nonsense')).status).toBe(404);
  });

  test('any other path is the index', async () => {
    const node = await makeTreeNode(region, 'commissioning');
    for (const path of ['latest/meta-data', 'latest/user-data/', 'latest/anything/else']) {
      expect((await read(node, path)).ok().text).toMatch(/^maas-commissioning-scripts\nmeta-data/);
    }
  });

  test('an unknown version is 404 for GET and is ignored for POST', async () => {
    const node = await makeTreeNode(region, 'commissioning');
    for (const path of ['1.0/', '1.0/meta-data/', '1.0/meta-data/instance-id', '1.0/user-data']) {
      expect((await read(node, path)).status).toBe(404);
    }
    expect((await post(node, '1.0/', { op: 'netboot_off' })).text).toBe('OK');
  });

  test('netboot_off and netboot_on turn netboot off and on', async () => {
    const node = await makeTreeNode(region, 'commissioning');
    for (const [op, netboot] of [
      ['netboot_off', false],
      ['netboot_on', true],
    ] as const) {
      expect((await post(node, 'latest/', { op })).text).toBe('OK');
      expect((await readNode(region, node.node.system_id)).netboot).toBe(netboot);
    }
  });

  test('signal is accepted, and without a status or with an unknown operation is 400', async () => {
    const node = await makeTreeNode(region, 'commissioning');
    expect((await post(node, 'latest/', { op: 'signal', status: 'WORKING' })).text).toBe('OK');
    for (const op of ['signal', 'unheard-of']) expect((await post(node, 'latest/', { op })).status).toBe(400);
  });

  test('a read needs one statement, and one more for the credentials', async () => {
    const node = await makeTreeNode(region, 'allocated');
    await startNode(region, node, Buffer.from('x'));
    const statements = callerOf(node) === null ? 1 : 2;
    for (const path of ['latest/', 'latest/meta-data/public-keys', 'latest/meta-data/']) {
      expect([path, (await read(node, path)).status, region.queries()]).toEqual([path, 200, statements]);
    }
  });
});

const WITH_USER_DATA = TREES.filter(({ name }) => !name.includes('curtin'));

describe.each(WITH_USER_DATA)('user data in $name', ({ pathOf, callerOf }) => {
  const read = (node: TreeNode) => region.get(callerOf(node), pathOf('latest/user-data', node));

  test('the user data of a started node is byte for byte what the owner sent', async () => {
    const data = Buffer.from([0, 255, 10, 13, 0, 128, 65]);
    const node = await makeTreeNode(region, 'allocated');
    await startNode(region, node, data);
    const reply = await read(node);
    expect([reply.status, reply.type]).toEqual([200, 'application/octet-stream']);
    expect(reply.bytes.equals(data)).toBe(true);
  });

  test('the user data of a node that was started without user data is 404 with an empty body', async () => {
    const node = await makeTreeNode(region, 'allocated');
    await startNode(region, node, Buffer.from('x'));
    await startNode(region, node);
    const reply = await read(node);
    expect([reply.status, reply.text]).toEqual([404, '']);
  });

  test('the user data of a node is that for commissioning until commissioning ends', async () => {
    const node = await makeTreeNode(region, 'commissioning');
    expect((await region.get(callerOf(node), pathOf('latest/', node))).text.split('\n')).toContain('user-data');
    expect((await read(node)).bytes.equals(commissioningUserData({ proxy: null }))).toBe(true);
    (await region.post(node.key, '/MAAS/metadata/latest/', { op: 'signal', status: 'OK' })).ok();
    expect((await read(node)).status).toBe(404);
  });
});
