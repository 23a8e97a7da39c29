import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { recordsOf } from '../support/audit.js';
import { makeAccount } from '../support/factories/accounts.js';
import { Person, SessionShape } from '../support/person.js';
import { startBeside, useRegion } from '../support/region.js';

const region = useRegion({ env: { SIGN_IN_LIMIT: '0' } });
const Sessions = z.array(z.object({ id: z.int(), current: z.boolean(), address: z.string(), user_agent: z.string() }));
const HOUR = 3_600;

const statusOf = async (person: Person) => (await person.send('GET', '')).status;

describe('POST session/', () => {
  test('with name and password begins a session', async () => {
    const person = new Person(region);
    const before = Date.now();
    const reply = await person.signIn('admin');
    const session = reply.as(SessionShape);
    expect(session.user).toEqual({ username: 'admin', email: 'admin@example.com', is_superuser: true });
    const hours = (text: string) => Math.round((Date.parse(text) - before) / (HOUR * 1_000));
    expect([hours(session.idle_expires), hours(session.expires)]).toEqual([8, 168]);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect((await person.send('GET', '')).as(SessionShape)).toMatchObject({ user: session.user, csrf: session.csrf });
  });

  test('sets a cookie that no script and no other site can use', async () => {
    const [cookie] = (await new Person(region).signIn('user')).headers.getSetCookie();
    expect(cookie).toMatch(/^maas-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('over https sets a cookie that only this host can set', async () => {
    await using behind = await startBeside(region, { env: { TRUST_PROXY: '127.0.0.1' } });
    const secure = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'region.example.com' };
    const person = new Person(behind, secure);
    const offered = await person.send('GET', '', undefined, { origin: '' });
    const { csrf } = z.object({ csrf: z.string() }).parse(offered.json);
    const form = { username: 'user', password: 'user', csrf };
    const reply = await person.send('POST', '', form, { origin: 'https://region.example.com' });
    expect(reply.ok().headers.getSetCookie()[0]).toMatch(
      /^__Host-maas-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await person.send('GET', '', undefined, { origin: '' })).status).toBe(200);
    // The cookie of http is another one.
    const session = person.cookies.get('__Host-maas-session') ?? '';
    const plain = await person.send('GET', '', undefined, { origin: '', cookie: `maas-session=${session}` });
    expect(plain.status).toBe(401);
  });

  test.each([
    ['a wrong password', 'user', 'wrong'],
    ['an unknown name', 'nobody', 'wrong'],
    ['a name that no database can store', 'us\0er', 'wrong'],
    ['the account of workers', 'maas-nodegroup-worker', 'x'],
  ])('with %s is 401', async (_of, username, password) => {
    const reply = await new Person(region).signIn(username, password);
    expect([reply.status, reply.json]).toEqual([401, { error: 'The user name or the password is wrong.' }]);
  });

  test('of an inactive account is 401', async () => {
    await makeAccount(region.database, 'inactive');
    await region.database.pool.query(`UPDATE users SET is_active = false WHERE username = 'inactive'`);
    expect((await new Person(region).signIn('inactive')).status).toBe(401);
  });

  test.each(['username', 'password', 'csrf'])('without %s is 400 and names the field', async (name) => {
    const form = { username: 'user', password: 'user', csrf: 'x', [name]: '' };
    const reply = await new Person(region).send('POST', '', form);
    expect([reply.status, reply.json]).toMatchObject([400, { fields: { [name]: ['This field is required.'] } }]);
  });

  test('with a body that is no form, or too large, is 4xx', async () => {
    const person = new Person(region);
    const json = await person.call('POST', '/MAAS/session/', { json: { username: 'user' } });
    expect(json.status).toBe(415);
    const large = await person.send('POST', '', { username: 'x'.repeat(20_000) });
    expect(large.status).toBe(413);
  });

  test('leaves an audit record of success and of failure, without what was typed', async () => {
    const records = await recordsOf(region.database, async () => {
      const person = new Person(region);
      await person.signIn('user', 'typed-secret');
      await person.signIn('typed-secret', 'x');
      await person.signIn('user');
    });
    const record = { origin: 'UI', username: null, address: '127.0.0.1', operation: 'POST session/', parameters: [] };
    expect(records).toEqual([
      { ...record, objects: ['user'], refused: 401 },
      { ...record, objects: [], refused: 401 },
      { ...record, username: 'user', objects: [], refused: null },
    ]);
  });

  test('gives a new secret and ends the session that the browser had', async () => {
    const person = await Person.signedIn(region, 'user');
    const { cookie } = person;
    (await person.signIn('user')).ok();
    expect(person.cookie).not.toBe(cookie);
    expect((await new Person(region).send('GET', '', undefined, { cookie })).status).toBe(401);
    expect(await statusOf(person)).toBe(200);
  });

  test('with a session cookie that a stranger planted does not use its secret', async () => {
    const planted = 'A'.repeat(43);
    const person = new Person(region);
    person.cookies.set('maas-session', planted);
    (await person.signIn('user')).ok();
    expect(person.cookies.get('maas-session')).not.toBe(planted);
    const { rows } = await region.database.pool.query('SELECT hash FROM sessions');
    expect(JSON.stringify(rows)).not.toContain(person.cookies.get('maas-session'));
  });
});

describe('DELETE session/', () => {
  test('ends the session and removes the cookie', async () => {
    const person = await Person.signedIn(region, 'user');
    const { cookie } = person;
    const records = await recordsOf(region.database, async () => {
      expect((await person.send('DELETE', '')).status).toBe(204);
    });
    expect(records).toMatchObject([{ origin: 'UI', username: 'user', operation: 'DELETE session/', refused: null }]);
    expect(person.cookies.has('maas-session')).toBe(false);
    expect((await person.send('GET', '', undefined, { cookie })).status).toBe(401);
  });

  test('of several tabs at once has one record', async () => {
    const person = await Person.signedIn(region, 'user');
    const records = await recordsOf(region.database, async () => {
      const { headers } = person;
      const tabs = Array.from({ length: 8 }, () => region.call(null, 'DELETE', '/MAAS/session/', { headers }));
      const statuses = (await Promise.all(tabs)).map(({ status }) => status);
      expect(statuses).toContain(204);
      expect(statuses.filter((status) => status !== 204 && status !== 401)).toEqual([]);
    });
    expect(records).toHaveLength(1);
  });

  test('without the token is 403, and the session lives on', async () => {
    const person = await Person.signedIn(region, 'user');
    expect((await person.send('DELETE', '', undefined, { 'x-csrf-token': '' })).status).toBe(403);
    expect(await statusOf(person)).toBe(200);
  });
});

describe('session/all/', () => {
  test('lists the sessions of the user, and ends one', async () => {
    await makeAccount(region.database, 'lister');
    const [here, there] = [await Person.signedIn(region, 'lister'), await Person.signedIn(region, 'lister')];
    const sessions = (await here.send('GET', 'all/')).as(Sessions);
    expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
    expect(sessions[0]).toMatchObject({ address: '127.0.0.1', user_agent: 'node' });
    const other = sessions.find(({ current }) => !current)?.id;
    expect((await here.send('DELETE', `all/${other}/`)).status).toBe(204);
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
    expect((await here.send('DELETE', `all/${other}/`)).status).toBe(404);
  });

  test('of another user, or of no number, is 404', async () => {
    const [user, user2] = [await Person.signedIn(region, 'user'), await Person.signedIn(region, 'user2')];
    const id = (await user.send('GET', 'all/')).as(Sessions).find(({ current }) => current)?.id;
    for (const wrong of [id, 'x', '9999999999']) {
      expect((await user2.send('DELETE', `all/${wrong}/`)).status).toBe(404);
    }
    expect(await statusOf(user)).toBe(200);
  });
});
