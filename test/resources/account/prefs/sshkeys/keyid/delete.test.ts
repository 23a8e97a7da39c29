import { describe, expect, test } from 'vitest';
import { makeSshKey, sshKeysOf } from '../../../../../support/factories/ssh-keys.js';
import { type As, useRegion } from '../../../../../support/region.js';

const region = useRegion();
const pathOf = (id: number) => `account/prefs/sshkeys/${id}/`;

describe.each([
  ['DELETE', (as: As, id: number) => region.delete(as, pathOf(id))],
  ['POST op=delete', (as: As, id: number) => region.post(as, pathOf(id), { op: 'delete' })],
])('by %s', (_how, remove) => {
  test('delete removes this key once, and no other', async () => {
    const [other, { id }] = [await makeSshKey(region, 'user'), await makeSshKey(region, 'user')];
    expect((await remove('user', id)).status).toBe(204);
    expect((await remove('user', id)).status).toBe(404);
    const left = (await sshKeysOf(region, 'user')).map((key) => key.id);
    expect([left.includes(other.id), left.includes(id)]).toEqual([true, false]);
  });

  test.each(['user2', 'admin'] as const)('delete of a key of another user by %s is 403', async (as) => {
    const { id } = await makeSshKey(region, 'user');
    expect((await remove(as, id)).status).toBe(403);
    expect((await sshKeysOf(region, 'user')).map((key) => key.id)).toContain(id);
  });
});
