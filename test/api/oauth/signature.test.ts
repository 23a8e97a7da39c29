import { expect, test } from 'vitest';
import { hmacHeader } from '../../support/oauth.js';
import { asQuery, FORM, OAuthSite, refused } from './oauth-site.js';

const WRONG = 'Invalid signature.';

const site = new OAuthSite();
const sign = (path: string, method = 'GET', form: readonly (readonly [string, string])[] = []) =>
  hmacHeader(site.alice, method, new URL(path, site.server.url), form);

test('HMAC-SHA1 signs the query, with repeated, empty and encoded parameters', async () => {
  const path = '/MAAS/api/1.0/nodes/?op=list&id=b&id=a&id=&e=&x+y=%C3%BC%2B+%26*%27()&z=1=2&__x=1';
  const headers = [['Authorization', sign(path)]] as const;
  expect(await site.server.ask(path, { headers })).toMatchObject({ username: 'alice' });
  expect(await site.server.ask(`${path}&more=1`, { headers })).toMatchObject(refused(WRONG));
});

test('HMAC-SHA1 signs the method, the path and an urlencoded form', async () => {
  const form = [
    ['nodes', 'b'],
    ['nodes', 'a'],
    ['op', 'in the form'],
    ['comment', 'ü +~'],
  ] as const;
  const body = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString();
  const path = '/nodes/?op=release';
  const call = { method: 'POST', headers: [['Authorization', sign(path, 'POST', form)], FORM], body } as const;
  expect(await site.server.ask(path, call)).toMatchObject({ username: 'alice' });
  expect(await site.server.ask(path, { ...call, body: `${body}&nodes=c` })).toMatchObject(refused(WRONG));
  expect(await site.server.ask(path, { ...call, method: 'PUT' })).toMatchObject(refused(WRONG));
  expect(await site.server.ask('/node/?op=release', call)).toMatchObject(refused(WRONG));
});

test.each([
  ['multipart', 'multipart/form-data; boundary=B', '--B--'],
  ['JSON', 'application/json', '{"a": "b"}'],
])('HMAC-SHA1 does not sign a body in %s', async (_what, type, body) => {
  const headers = [
    ['Authorization', sign('/', 'POST')],
    ['Content-Type', type],
  ] as const;
  expect(await site.server.ask('/', { method: 'POST', headers, body })).toMatchObject({ username: 'alice' });
});

test('HMAC-SHA1 with its fields in the query signs the rest of the query', async () => {
  const query = asQuery(hmacHeader(site.alice, 'GET', new URL('/?op=list&id=a', site.server.url)));
  expect(await site.server.ask(`/?op=list&id=a&${query}`)).toMatchObject({ username: 'alice' });
  expect(await site.server.ask(`/?op=list&id=b&${query}`)).toMatchObject(refused(WRONG));
});

test('a signature that is sent twice is refused the second time', async () => {
  const headers = [['Authorization', sign('/')]] as const;
  expect(await site.server.ask('/', { headers })).toMatchObject({ username: 'alice' });
  expect(await site.server.ask('/', { headers })).toMatchObject(refused(/^Nonce already used: /));
});
