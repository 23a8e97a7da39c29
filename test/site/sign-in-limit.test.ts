import { expect, test } from 'vitest';
import { Person } from '../support/person.js';
import { startBeside, startRegion } from '../support/region.js';

const LIMIT = 3;
const env = { SIGN_IN_LIMIT: String(LIMIT), TRUST_PROXY: '127.0.0.1' };
const from = (address: string) => ({ 'x-forwarded-for': address });

test('failed sign-ins of one address above the limit are 429, over all processes and accounts', async () => {
  await using region = await startRegion({ env });
  await using other = await startBeside(region, { env });
  const [here, there] = [region, other].map((where) => new Person(where, from('192.0.2.1')));
  const statuses = [];
  for (const [person, name] of [
    [here, 'user'],
    [there, 'nobody'],
    [here, 'user2'],
  ] as const) {
    statuses.push((await person?.signIn(name, 'wrong'))?.status);
  }
  expect(statuses).toEqual([401, 401, 401]);
  const refused = await there?.signIn('user');
  expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([429, String(60 / LIMIT)]);
  expect((await new Person(region, from('192.0.2.2')).signIn('user')).status).toBe(200);
});

test('successful sign-ins are not counted', async () => {
  await using region = await startRegion({ env });
  for (let round = 0; round < 3 * LIMIT; round += 1) (await new Person(region).signIn('user')).ok();
});

test('strangers cannot lock a user out of a browser that has signed in before', async () => {
  await using region = await startRegion({ env });
  const user = await Person.signedIn(region, 'user', from('192.0.2.1'));
  (await user.send('DELETE', '')).ok();
  const answers: unknown[] = [];
  for (const name of ['user', 'nobody']) {
    (await new Person(region, from('198.51.100.1')).signIn(name, 'guess')).json;
    // As after guesses from many addresses.
    await region.database.pool.query(
      `UPDATE quotas SET remaining = 0, updated = clock_timestamp() WHERE kind = 'sign-in of account'`,
    );
    const { status, json } = await new Person(region, from('192.0.2.9')).signIn(name);
    answers.push([status, json]);
  }
  // A name that no account has is answered like one of an account.
  expect(answers[0]).toEqual([429, { error: 'Too many sign-ins failed. Try again later.' }]);
  expect(answers[1]).toEqual(answers[0]);
  expect((await user.signIn('user')).status).toBe(200);
});

test('the mark of a browser is void after a new password and for another account', async () => {
  await using region = await startRegion({ env });
  const user = await Person.signedIn(region, 'user');
  const mark = user.cookies.get('maas-browser');
  const other = await Person.signedIn(region, 'user2');
  expect(other.cookies.get('maas-browser')).not.toBe(mark);
  const change = { old_password: 'user', new_password: 'better' };
  expect((await user.send('POST', 'password/', change)).status).toBe(204);
  expect(user.cookies.get('maas-browser')).not.toBe(mark);
});

test('one address cannot use up the quota of an account', async () => {
  await using region = await startRegion({ env });
  for (let round = 0; round < 8 * LIMIT; round += 1) {
    await new Person(region, from('198.51.100.1')).signIn('user', 'guess');
  }
  expect((await new Person(region, from('192.0.2.1')).signIn('user')).status).toBe(200);
});
