import { expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { makeAccount } from '../support/factories/accounts.js';
import { makeNode } from '../support/factories/nodes.js';
import { nodePath } from '../support/nodes.js';
import { useRegion } from '../support/region.js';

const region = useRegion();
const Located = z.object({ resource_uri: z.string() });

const read = (path: string, auth = {}) => region.call('user', 'GET', path, { auth });

test('read while its nonce waits is refused when the token is deleted meanwhile', async () => {
  const path = nodePath(await makeNode(region));
  const key = await makeAccount(region.database, 'leaves');
  await region.get(key, path);
  const answer = await region.database.transaction(async (tx) => {
    await tx.prisma.$executeRaw`LOCK TABLE nonces IN SHARE MODE`;
    const waiting = region.get(key, path);
    // The first call had two: it looked up the key.
    await eventually(() => expect(region.queries()).toBe(1));
    await tx.prisma.token.deleteMany({ where: { user: { username: 'leaves' } } });
    return { waiting };
  });
  const { status, text } = await answer.waiting;
  expect([status, text]).toEqual([401, `Invalid access token: ${key.split(':')[1]}`]);
});

test('read of a node is one statement, and concurrent reads have each their own node', async () => {
  const paths = [];
  for (let count = 0; count < 3; count += 1) paths.push(nodePath(await makeNode(region)));
  // The first call looks up the key.
  for (const path of paths) await read(path);
  expect(region.queries()).toBe(1);
  const asked = [...paths, 'nodes/node-unknown/', `${paths[0]}macs/`, ...paths];
  const replies = await Promise.all(asked.map((path) => read(path)));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 404, 200, 200, 200, 200]);
  const uris = replies.map(
    ({ status, text }) => Located.safeParse(status === 200 ? JSON.parse(text) : null).data?.resource_uri,
  );
  expect(uris).toEqual(
    asked.map((path, index) => (index === 3 || index === 4 ? undefined : region.api.pathname + path)),
  );
});

test('read with a used nonce is 401, whether the node exists or not', async () => {
  const nonce = { oauth_nonce: 'again' };
  const path = nodePath(await makeNode(region));
  (await read(path, nonce)).ok();
  for (const each of [path, 'nodes/node-unknown/', 'nodes/%00/']) {
    const { status, text } = await read(each, nonce);
    expect([each, status, text]).toEqual([each, 401, 'Nonce already used: again']);
  }
});

test('read of a node that cannot be read is 401 with a used nonce, else 500', async () => {
  const nonce = { oauth_nonce: 'broken' };
  const path = nodePath(await makeNode(region));
  (await read(path, nonce)).ok();
  await region.database.prisma.$executeRaw`ALTER TABLE zones RENAME TO lost_zones`;
  try {
    expect((await read(path, nonce)).status).toBe(401);
    expect((await read(path)).status).toBe(500);
  } finally {
    await region.database.prisma.$executeRaw`ALTER TABLE lost_zones RENAME TO zones`;
  }
  expect((await read(path)).status).toBe(200);
});

test('read with an invalid signature causes no statement for the node', async () => {
  const path = nodePath(await makeNode(region));
  const refused = async (each: string) => {
    expect((await read(each, { oauth_signature: '&guess' })).status).toBe(401);
    return region.queries();
  };
  expect(await refused(path)).toBe(await refused('zones/'));
});

test('read by the worker of a cluster is 403, whether the node exists or not', async () => {
  for (const path of [nodePath(await makeNode(region)), 'nodes/node-unknown/']) {
    expect((await region.get('worker', path)).status).toBe(403);
  }
});
