import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { changePassword } from '../../src/model/accounts/users.js';
import { recordsOf } from '../support/audit.js';
import { makeAccount } from '../support/factories/accounts.js';
import { Person } from '../support/person.js';
import { useRegion } from '../support/region.js';

const region = useRegion({ env: { SIGN_IN_LIMIT: '0' } });
let made = 0;

/** A new account with two browsers that are signed in. */
async function twoBrowsers(): Promise<{ name: string; here: Person; there: Person }> {
  made += 1;
  const name = `person${made}`;
  await makeAccount(region.database, name);
  return { name, here: await Person.signedIn(region, name), there: await Person.signedIn(region, name) };
}

const statusOf = async (person: Person) => (await person.send('GET', '')).status;

describe('POST session/password/', () => {
  test('changes the password, renews the session and ends the others', async () => {
    const { name, here, there } = await twoBrowsers();
    const { cookie } = here;
    const records = await recordsOf(region.database, async () => {
      const reply = await here.send('POST', 'password/', { old_password: name, new_password: 'better' });
      expect(reply.status).toBe(204);
    });
    expect(records).toMatchObject([{ origin: 'UI', username: name, operation: 'POST session/password/', objects: [] }]);
    expect(here.cookie).not.toBe(cookie);
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
    expect((await here.send('GET', '', undefined, { cookie })).status).toBe(401);
    expect((await new Person(region).signIn(name)).status).toBe(401);
    expect((await new Person(region).signIn(name, 'better')).status).toBe(200);
  });

  test.each([
    [{ old_password: 'wrong', new_password: 'x' }, 'old_password'],
    [{ old_password: 'wrong' }, 'new_password'],
    [{ new_password: 'x' }, 'old_password'],
  ])('with %j is 400 and names the field', async (form, field) => {
    const { here, there } = await twoBrowsers();
    const reply = await here.send('POST', 'password/', form);
    expect([reply.status, reply.json]).toMatchObject([400, { fields: { [field]: [expect.any(String)] } }]);
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 200]);
  });

  test('with a wrong old password leaves an audit record', async () => {
    const { name, here } = await twoBrowsers();
    const records = await recordsOf(region.database, () =>
      here.send('POST', 'password/', { old_password: 'typed-secret', new_password: 'x' }),
    );
    expect(records).toEqual([
      {
        origin: 'UI',
        username: name,
        address: '127.0.0.1',
        operation: 'POST session/password/',
        objects: [],
        parameters: [],
        refused: 400,
      },
    ]);
  });

  test('of two at once succeeds once', async () => {
    const { name, here, there } = await twoBrowsers();
    const change = (person: Person, to: string) =>
      person.send('POST', 'password/', { old_password: name, new_password: to });
    const replies = await Promise.all([change(here, 'one'), change(there, 'two')]);
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect([await statusOf(here), await statusOf(there)].sort()).toEqual([200, 401]);
  });
});

test('the first sign-ins of an account from an old MAAS succeed and replace the hash of its password', async () => {
  const { name } = await twoBrowsers();
  // The password is "old", as Django hashed it.
  const hash = `pbkdf2_sha256$10000$salt$${pbkdf2Sync('old', 'salt', 10_000, 32, 'sha256').toString('base64')}`;
  const { pool } = region.database;
  await pool.query('UPDATE users SET password = $2 WHERE username = $1', [name, hash]);
  expect((await new Person(region).signIn(name, 'wrong')).status).toBe(401);
  const first = [new Person(region), new Person(region)];
  // Both are verified by the old hash, and one of them replaces it.
  const replies = await Promise.all(first.map((person) => person.signIn(name, 'old')));
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  const { rows } = await pool.query<{ password: string }>('SELECT password FROM users WHERE username = $1', [name]);
  expect(rows[0]?.password).toMatch(/^\$argon2id\$/);
  const again = new Person(region);
  expect((await again.signIn(name, 'old')).status).toBe(200);
  for (const person of [...first, again]) expect(await statusOf(person)).toBe(200);
});

describe('the sessions of a user end', () => {
  const changes: readonly [string, (name: string) => Promise<unknown>][] = [
    ['when an administrator changes the password', (name) => region.put('admin', `users/${name}/`, { password: 'x' })],
    [
      'when the command line changes the password',
      (name) => region.database.transaction((tx) => changePassword(tx, name, 'x')),
    ],
    ['when the rights change', (name) => region.put('admin', `users/${name}/`, { is_superuser: 1 })],
    ['when the user is deleted', (name) => region.delete('admin', `users/${name}/`)],
    [
      'when the account becomes inactive',
      (name) => region.database.pool.query('UPDATE users SET is_active = false WHERE username = $1', [name]),
    ],
  ];

  test.each(changes)('%s', async (_when, change) => {
    const { name, here, there } = await twoBrowsers();
    await change(name);
    expect([await statusOf(here), await statusOf(there)]).toEqual([401, 401]);
    expect(
      (
        await region.database.pool.query(
          `SELECT count(*)::int AS count FROM sessions s LEFT JOIN users u ON u.id = s.user_id WHERE u.username = $1`,
          [name],
        )
      ).rows,
    ).toEqual([{ count: 0 }]);
  });

  test('not when the address changes', async () => {
    const { name, here } = await twoBrowsers();
    (await region.put('admin', `users/${name}/`, { email: 'new@example.com' })).ok();
    expect((await here.send('GET', '')).json).toMatchObject({ user: { email: 'new@example.com' } });
  });
});
