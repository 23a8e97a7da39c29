import { beforeAll, describe, expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { Person } from '../../support/person.js';
import { useRegion } from '../../support/region.js';

const region = useRegion({ env: { MAAS_URL: 'https://public.example.com/MAAS' } });
let admin: Person;
let user: Person;
beforeAll(async () => {
  admin = await Person.signedIn(region, 'admin');
  user = await Person.signedIn(region, 'user');
});

const REFUSED = 403;
const READ = 'zones/';
type Headers = Readonly<Record<string, string>>;
let zones = 0;
const change = (headers: Headers) => {
  zones += 1;
  return admin.call('POST', 'zones/', { urlencoded: { name: `zone${zones}` }, headers });
};

describe('a change with a session', () => {
  test('of a page of the region is made by its user', async () => {
    expect((await change({})).status).toBe(200);
    expect((await change({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await change({ 'sec-fetch-site': 'same-origin', origin: '' })).status).toBe(200);
    expect((await user.call('POST', 'zones/', { urlencoded: { name: 'x' } })).status).toBe(403);
  });

  test('of the origin in MAAS_URL is made', async () => {
    expect((await change({ origin: 'https://public.example.com' })).status).toBe(200);
  });

  const foreign: readonly [string, Headers][] = [
    ['a form on another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'x-csrf-token': '' }],
    [
      'a script on another site that knows the token',
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    ],
    ['another site, in a browser without Sec-Fetch-Site', { origin: 'https://evil.example' }],
    ['a subdomain', { origin: 'http://sub.127.0.0.1', 'sec-fetch-site': 'same-site' }],
    ['a subdomain that hides its origin', { origin: '', 'sec-fetch-site': 'same-site' }],
    ['a document without an origin', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['another scheme', { origin: 'https://127.0.0.1' }],
    ['an origin that begins like this one', { origin: 'http://127.0.0.1.evil.example' }],
    ['the address bar', { origin: '', 'sec-fetch-site': 'none' }],
    ['no known place', { origin: '' }],
    ['a page without the token', { 'x-csrf-token': '' }],
    ['a page with another token', { 'x-csrf-token': 'A'.repeat(43) }],
  ];
  test.each(foreign)('of %s is refused', async (_of, headers) => {
    const reply = await change(headers);
    expect(reply.status).toBe(REFUSED);
    const names = (await region.get('admin', READ)).text;
    expect(names).not.toContain(`"zone${zones}"`);
  });

  test('with the token of another session is refused', async () => {
    expect((await change({ 'x-csrf-token': user.csrf })).status).toBe(REFUSED);
  });

  test.each(['POST', 'PUT', 'DELETE'])('by %s needs the token', async (method) => {
    const reply = await admin.call(method, 'zones/default/', { headers: { 'x-csrf-token': '' } });
    expect(reply.status).toBe(REFUSED);
  });
});

describe('a read with a session', () => {
  test.each<[string, Headers, number]>([
    ['a page of the region', {}, 200],
    ['the address bar', { origin: '', 'sec-fetch-site': 'none', 'x-csrf-token': '' }, 200],
    ['a program', { origin: '', 'x-csrf-token': '' }, 200],
    ['another site', { origin: '', 'sec-fetch-site': 'cross-site' }, REFUSED],
    ['a subdomain', { origin: '', 'sec-fetch-site': 'same-site' }, REFUSED],
    ['a script of another site', { origin: 'https://evil.example' }, REFUSED],
  ])('of %s is answered %#', async (_of, headers, status) => {
    expect((await user.call('GET', READ, { headers })).status).toBe(status);
  });

  test('never permits another origin to read the answer', async () => {
    const reply = await user.call('GET', READ, { headers: { origin: 'https://evil.example' } });
    expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('a session', () => {
  test('that has ended is 401 without a challenge', async () => {
    const person = await Person.signedIn(region, 'user2');
    const { headers } = person;
    (await person.send('DELETE', '')).ok();
    const reply = await region.call(null, 'GET', READ, { headers });
    expect([reply.status, reply.headers.has('www-authenticate')]).toEqual([401, false]);
  });

  test('does not count beside an Authorization header', async () => {
    const { headers } = admin;
    expect((await region.call('user', 'POST', 'zones/', { headers, urlencoded: { name: 'x' } })).status).toBe(403);
    const broken = await region.call(null, 'GET', READ, { headers: { ...headers, authorization: 'Basic x' } });
    expect(broken.status).toBe(401);
  });

  test('does not open the metadata service', async () => {
    expect((await admin.call('GET', '/MAAS/metadata/latest/meta-data/')).status).toBe(401);
  });

  test('costs one statement more than the operation, for lists of any length', async () => {
    (await user.call('GET', READ)).ok();
    (await user.call('GET', READ)).ok();
    const queries = region.queries();
    (await change({})).ok();
    (await user.call('GET', READ)).ok();
    expect([queries, region.queries()]).toEqual([2, 2]);
  });
});

describe('nodes with a session', () => {
  test('acquire gives a node to the user, without an API key', async () => {
    const { system_id } = await makeNode(region, 'ready');
    const reply = await user.call('POST', 'nodes/', { urlencoded: { op: 'acquire' } });
    expect(reply.ok().json).toMatchObject({ system_id, owner: 'user' });
    const allocated = await user.call('GET', 'nodes/?op=list_allocated');
    expect(allocated.json).toMatchObject([{ system_id }]);
    expect((await region.get('user', 'nodes/', { op: 'list_allocated' })).json).toEqual([]);
    expect((await user.call('POST', 'nodes/', { urlencoded: { op: 'acquire' } })).status).toBe(409);
    (await user.call('POST', `nodes/${system_id}/`, { urlencoded: { op: 'release' } })).ok();
  });
});
