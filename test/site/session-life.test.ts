import { describe, expect, test } from 'vitest';
import { purgeSessions } from '../../src/model/accounts/sessions.js';
import { makeAccount } from '../support/factories/accounts.js';
import { ageSessions, Person } from '../support/person.js';
import { startBeside, useRegion } from '../support/region.js';

const region = useRegion({ env: { SIGN_IN_LIMIT: '0' } });
const MINUTE = 60;
const HOUR = 3_600;

const statusOf = async (person: Person) => (await person.send('GET', '')).status;

describe('a session', () => {
  test('ends when it is not used for a time, and lives on when it is', async () => {
    const person = await Person.signedIn(region, 'user2');
    await ageSessions(region, { idle: 7 * HOUR });
    expect(await statusOf(person)).toBe(200);
    await ageSessions(region, { idle: 7 * HOUR });
    expect(await statusOf(person)).toBe(200);
    await ageSessions(region, { idle: 8 * HOUR + MINUTE });
    expect(await statusOf(person)).toBe(401);
    expect((await person.call('GET', 'nodes/?op=list')).status).toBe(401);
  });

  test('ends after its lifetime, also when it is used, and is purged', async () => {
    const person = await Person.signedIn(region, 'user2');
    await ageSessions(region, { since: 168 * HOUR });
    expect(await statusOf(person)).toBe(401);
    expect(await purgeSessions(region.database, { sessionIdle: 480, sessionLifetime: 168 })).toBeGreaterThan(0);
    expect(await purgeSessions(region.database, { sessionIdle: 480, sessionLifetime: 168 })).toBe(0);
  });

  test('is the same in all processes, and so is its end', async () => {
    await using other = await startBeside(region);
    const person = await Person.signedIn(region, 'user');
    const headers = { cookie: person.cookie };
    const there = () => other.call(null, 'GET', '/MAAS/session/', { headers });
    expect((await there()).status).toBe(200);
    (await person.send('DELETE', '')).ok();
    expect((await there()).status).toBe(401);
  });
});

test('a sign-in above the most sessions of a user ends the one that was unused for the longest time', async () => {
  await makeAccount(region.database, 'busy');
  const first = await Person.signedIn(region, 'busy');
  await region.database.pool.query(
    `INSERT INTO sessions (hash, user_id, expires, address, user_agent)
     SELECT sha256(n::text::bytea), u.id, now() + interval '1 day', '', '' FROM users u, generate_series(1, 99) n
     WHERE u.username = 'busy'`,
  );
  await region.database.pool.query(`UPDATE sessions SET last_used = now() - interval '1 hour' WHERE address <> ''`);
  const last = await Person.signedIn(region, 'busy');
  expect([await statusOf(first), await statusOf(last)]).toEqual([401, 200]);
});
