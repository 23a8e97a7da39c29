import { beforeEach, expect, test } from 'vitest';
import { makeAccount } from '../../../support/factories/accounts.js';
import { makeFile } from '../../../support/factories/files.js';
import { makeReadyNodes } from '../../../support/factories/many-nodes.js';
import { readNode } from '../../../support/nodes.js';
import type { ApiKey } from '../../../support/oauth.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
let name: string;
let key: ApiKey;
let count = 0;
beforeEach(async () => {
  count += 1;
  name = `leaver-${count}`;
  key = await makeAccount(region.database, name);
});

const remove = (username: string, heir?: string, as: As = 'admin') =>
  region.call(as, 'DELETE', `users/${username}/`, heir === undefined ? {} : { query: { transfer_resources_to: heir } });
const status = async (as: As) => (await region.get(as, 'zones/')).status;

async function acquireNode(): Promise<string> {
  await makeReadyNodes(region.database, 1);
  return (await region.post(key, 'nodes/', { op: 'acquire' })).as(Node).system_id;
}

test('delete ends the user, whose keys stop working at once', async () => {
  expect(await status(key)).toBe(200);
  const reply = await remove(name);
  expect([reply.status, reply.text]).toEqual([204, '']);
  expect(await status(key)).toBe(401);
  expect((await region.get('admin', `users/${name}/`)).status).toBe(404);
});

test('delete of a user with a node is 409 until the node is released', async () => {
  const node = await acquireNode();
  const refused = await remove(name);
  expect([refused.status, refused.text]).toEqual([409, `User ${name} cannot be deleted: it still has 1 node(s).`]);
  expect(await status(key)).toBe(200);
  (await region.post(key, `nodes/${node}/`, { op: 'release' })).ok();
  expect((await remove(name)).status).toBe(204);
});

test('delete with transfer_resources_to gives nodes and files to that user', async () => {
  const node = await acquireNode();
  await makeFile(region, key, `file-of-${name}`);
  expect((await remove(name, 'user')).status).toBe(204);
  expect((await readNode(region, node)).owner).toBe('user');
  expect((await region.get('user', `files/file-of-${name}/`)).status).toBe(200);
  const record = await region.database.prisma.auditRecord.findFirst({ orderBy: { id: 'desc' } });
  expect(record?.objects).toEqual([name, 'user', node]);
});

test('delete with transfer_resources_to a user with a file of the same name is 409, and changes nothing', async () => {
  const node = await acquireNode();
  await makeFile(region, key, 'shared-name');
  await makeFile(region, 'user2', 'shared-name');
  const refused = await remove(name, 'user2');
  expect([refused.status, refused.text]).toEqual([409, 'user2 already has file(s) of the same name: shared-name.']);
  expect((await readNode(region, node)).owner).toBe(name);
});

test('delete while the user acquires leaves no node with a user who does not exist', async () => {
  await makeReadyNodes(region.database, 1);
  const [acquired, deleted] = await Promise.all([region.post(key, 'nodes/', { op: 'acquire' }), remove(name)]);
  expect([
    [200, 409],
    [401, 204],
    [409, 204],
  ]).toContainEqual([acquired.status, deleted.status]);
});

test('delete of each other by two administrators at the same moment leaves one', async () => {
  const others = await region.database.prisma.user.findMany({ where: { isSuperuser: true } });
  const keys = await Promise.all(['ann', 'bob'].map((admin) => makeAccount(region.database, `${admin}-${name}`, true)));
  const where = { username: { in: others.map(({ username }) => username) } };
  await region.database.prisma.user.updateMany({ where, data: { isSuperuser: false } });
  await Promise.all([
    remove(`bob-${name}`, undefined, keys[0] ?? null),
    remove(`ann-${name}`, undefined, keys[1] ?? null),
  ]);
  expect(await region.database.prisma.user.count({ where: { isSuperuser: true } })).toBe(1);
  await region.database.prisma.user.updateMany({ where, data: { isSuperuser: true } });
});

test.each(['nobody', 'the user itself', 'maas-nodegroup-worker'])(
  'delete with transfer_resources_to %s is refused under that name',
  async (heir) => {
    const reply = await remove(name, heir === 'the user itself' ? name : heir);
    expect(reply.wrongFields).toEqual(['transfer_resources_to']);
    expect(await status(key)).toBe(200);
  },
);

test('delete by an administrator of their own account is 400', async () => {
  expect((await remove('admin')).status).toBe(400);
  expect(await status('admin')).toBe(200);
});

test.each(['maas-init-node', 'maas-nodegroup-worker'])('delete of %s, which the region needs, is 409', async (user) => {
  expect((await remove(user)).status).toBe(409);
});

test('delete of an unknown user is 404', async () => {
  expect((await remove('nobody')).status).toBe(404);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('delete by %s is %i', async (as, expected) => {
  expect((await remove(name, undefined, as)).status).toBe(expected);
  expect(await status(key)).toBe(200);
});
