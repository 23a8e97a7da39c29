import { request } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { LiveClient } from '../../support/live.js';
import { Person } from '../../support/person.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
let user: Person;
beforeAll(async () => {
  user = await Person.signedIn(region, 'user');
});

const dropListener = () =>
  region.database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'maas-region notifications'",
  );

/** Begins a transaction with an id. */
async function holdTransaction(): Promise<AsyncDisposable & { end(): Promise<unknown> }> {
  const client = await region.database.pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_current_xact_id()');
  return {
    end: () => client.query('COMMIT'),
    [Symbol.asyncDispose]: async () => client.release(true),
  };
}

test('a lost connection to the database makes pages reload', async () => {
  using live = await LiveClient.open(region, user);
  await dropListener();
  await live.until((event) => event === 'reload');
  await region.post('admin', 'zones/', { name: 'after-the-gap' });
  await live.until((_, data) => JSON.stringify(data).includes('zones'));
});

/** Requests a stream. @returns the status of the answer; undefined for a client that goes away at once */
function requestStream(person: Person, goesAway: boolean): Promise<number | undefined> {
  return new Promise((resolve) => {
    const url = new URL('/MAAS/session/live/', region.api);
    const sent = request(url, { agent: false, headers: { cookie: person.cookie } }, ({ statusCode, socket }) => {
      resolve(statusCode);
      open.push(socket);
    });
    sent.on('error', () => resolve(undefined)).end(() => goesAway && sent.destroy(new Error('the client goes away')));
  });
}
const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

test('the ninth of streams that begin at once is 429', async () => {
  const person = await Person.signedIn(region, 'user2');
  const statuses = await Promise.all(Array.from({ length: 9 }, () => requestStream(person, false)));
  expect(statuses.sort()).toEqual([...Array(8).fill(200), 429]);
});

test('clients that go away before their streams begin leave none behind', async () => {
  const person = await Person.signedIn(region, 'user2');
  for (let round = 0; round < 2; round += 1) {
    const gone = Array.from({ length: 8 }, () => requestStream(person, true));
    // The answer to a later request: the requests of the others have arrived.
    await requestStream(person, false);
    await Promise.all(gone);
  }
  await eventually(async () => {
    using again = await LiveClient.open(region, person);
    expect(again.status).toBe(200);
  });
});

test('pages reload when a transaction ends for which their streams did not wait', async () => {
  await using held = await holdTransaction();
  using live = await LiveClient.open(region, user);
  expect(live.messages.filter(({ event }) => event === 'reload')).toEqual([]);
  await held.end();
  await live.until((event) => event === 'reload');
});

test('pages reload again when a transaction ends that began before a lost connection was made again', async () => {
  using live = await LiveClient.open(region, user);
  await using held = await holdTransaction();
  await dropListener();
  await live.until((event) => event === 'reload');
  live.messages.length = 0;
  await held.end();
  await live.until((event) => event === 'reload');
});
