import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { makeKey } from '../../support/factories/accounts.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const rename = (as: As, form: Form) => region.post(as, 'account/', { op: 'update_token_name', ...form });

async function nameOf(as: As, key: string): Promise<string | undefined> {
  const reply = await region.get(as, 'account/', { op: 'list_authorisation_tokens' });
  return reply.as(z.array(z.object({ name: z.string(), token: z.string() }))).find(({ token }) => token === key)?.name;
}

test.each(['the key of the token', 'the whole API key'])('update_token_name by %s renames the key', async (by) => {
  const { key, token } = await makeKey(region, 'user');
  const reply = await rename('user', { token: by === 'the whole API key' ? key : token, name: 'laptop' });
  expect([reply.status, reply.text]).toEqual([202, 'Accepted']);
  expect(await nameOf('user', key)).toBe('laptop');
});

test('update_token_name of a key of another user is 404, and the name stays', async () => {
  const { key, token } = await makeKey(region, 'user');
  expect((await rename('admin', { token, name: 'stolen' })).status).toBe(404);
  expect(await nameOf('user', key)).toBe('MAAS consumer');
});

test.each([
  ['an empty name', { name: '' }],
  ['a name of 256 letters', { name: 'x'.repeat(256) }],
])('update_token_name with %s is refused under name', async (_what, form) => {
  const { token } = await makeKey(region, 'user');
  expect((await rename('user', { token, ...form })).wrongFields).toEqual(['name']);
});

test.each(['token', 'name'])('update_token_name without %s is 400 and names it', async (missing) => {
  const form = Object.fromEntries(Object.entries({ token: 'x', name: 'y' }).filter(([name]) => name !== missing));
  const reply = await rename('user', form);
  expect([reply.status, reply.text]).toEqual([400, `No provided ${missing}!`]);
});

test.each([
  [null, 401],
  ['worker', 403],
] as const)('update_token_name by %s is %i', async (as, status) => {
  expect((await rename(as, { token: 'x', name: 'y' })).status).toBe(status);
});
