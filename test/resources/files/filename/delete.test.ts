import { describe, expect, test } from 'vitest';
import { filesOf, makeFile } from '../../../support/factories/files.js';
import { type As, useRegion } from '../../../support/region.js';

const region = useRegion();
const names = async () => (await filesOf(region, 'user')).map(({ filename }) => filename);

describe.each([
  ['DELETE', (as: As, path: string) => region.delete(as, path)],
  ['POST op=delete', (as: As, path: string) => region.post(as, path, { op: 'delete' })],
])('by %s', (_how, remove) => {
  test('delete removes this file once, and no other', async () => {
    for (const name of ['stays', 'a']) await makeFile(region, 'user', name);
    expect((await remove('user', 'files/a/')).status).toBe(204);
    expect((await remove('user', 'files/a/')).status).toBe(404);
    expect((await region.get(null, 'files/', { op: 'get', filename: 'a' })).status).toBe(404);
    expect(await names()).toEqual(['stays']);
  });

  test.each(['user2', 'admin'] as const)('delete of a file of another user by %s is 404', async (as) => {
    await makeFile(region, 'user', 'stays');
    expect((await remove(as, 'files/stays/')).status).toBe(404);
    expect(await names()).toContain('stays');
  });
});

test.each(['a/b/c.txt', '/in/front', 'at the end/', 'ümlaut?&#%', 'files/x'])(
  'delete of a file with the name %s finds it by its URI',
  async (name) => {
    await makeFile(region, 'user', name);
    const item = (await filesOf(region, 'user')).find(({ filename }) => filename === name);
    expect((await region.delete('user', item?.resource_uri ?? '')).status).toBe(204);
    expect(await names()).not.toContain(name);
  },
);

test('delete without credentials is 401', async () => {
  await makeFile(region, 'user', 'stays');
  expect((await region.delete(null, 'files/stays/')).status).toBe(401);
});
