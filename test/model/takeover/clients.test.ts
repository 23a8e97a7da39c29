import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../../../src/db/database.js';
import { keyOf, type OriginalKey } from '../../support/original/rows.js';
import { SITE } from '../../support/original/site.js';
import { useNewRegion } from '../../support/original/takeover.js';
import { Person } from '../../support/person.js';
import { Region } from '../../support/region.js';

/** Clients of the old site go on with the keys that they have. */
const taken = useNewRegion('file');
const region = new Region();

const print = ({ consumerKey, tokenKey, tokenSecret }: OriginalKey): string =>
  `${consumerKey}:${tokenKey}:${tokenSecret}`;
const [alice, worker, machine] = [print(keyOf('alice')), print(keyOf('worker')), print(keyOf('machine'))];
const CLUSTER = '5d4f2c4e-0000-4000-8000-000000000007';
const NODE = 'node-00000021-e77c-11e3-9ebb-525400123456';

beforeAll(async () => {
  await taken.takeOverTables(SITE);
  const keys = { admin: alice, admin2: alice, user: alice, user2: alice };
  const site = { url: taken.url(), keys, worker: { uuid: CLUSTER, key: worker } };
  await region.serve(site, new Database(taken.url()), {});
});
afterAll(() => region[Symbol.asyncDispose]());

test('a machine reads its metadata with the token that it has', async () => {
  const path = '/MAAS/metadata/2012-03-01/meta-data/instance-id';
  expect((await region.call(machine, 'GET', path)).ok().text).toBe(NODE);
});

test('the worker of a cluster works with the key that it has', async () => {
  const leases = JSON.stringify({ '10.0.0.10': '52:54:00:00:00:01' });
  expect((await region.post('worker', `nodegroups/${CLUSTER}/`, { op: 'update_leases', leases })).ok().text).toBe(
    'Leases updated.',
  );
});

test('a user signs in with the password of the old site, which is hashed anew', async () => {
  const hash = async () =>
    (await taken.database().prisma.user.findUniqueOrThrow({ where: { username: 'alice' } })).password;
  const before = await hash();
  expect((await new Person(region).signIn('alice', 'Wonderland')).status).toBe(401);
  expect(await hash()).toBe(before);
  const person = new Person(region);
  expect((await person.signIn('alice', 'wonderland')).status).toBe(200);
  expect((await person.send('GET', '')).status).toBe(200);
  expect(await hash()).toMatch(/^\$argon2id\$/);
  expect((await new Person(region).signIn('alice', 'wonderland')).status).toBe(200);
  expect((await new Person(region).signIn('alice', 'Wonderland')).status).toBe(401);
});

test('Juju finds the node that it acquired, and its files, with the key that it has', async () => {
  const nodes = await region.get('admin', 'nodes/', { op: 'list', agent_name: 'juju' });
  expect(nodes.ok().json).toMatchObject([
    {
      system_id: NODE,
      resource_uri: `/MAAS/api/1.0/nodes/${NODE}/`,
      hostname: 'host-21.maas',
      owner: 'alice',
      status: 6,
      substatus: 6,
      tag_names: ['big'],
      ip_addresses: ['10.0.0.10'],
      macaddress_set: [{ mac_address: '52:54:00:00:00:01' }],
    },
  ]);
  const file = await region.get('admin', 'files/provider-state/');
  expect(file.ok().json).toMatchObject({ content: Buffer.from('state: 1\n').toString('base64') });
  expect((await region.post('admin', `nodes/${NODE}/`, { op: 'release' })).ok().json).toMatchObject({ status: 4 });
});
