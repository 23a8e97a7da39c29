import { expect, test } from 'vitest';
import { makeAccount } from '../../support/factories/accounts.js';
import { plaintextHeader } from '../../support/oauth.js';
import { asQuery, FORM, OAuthSite } from './oauth-site.js';

const FIELDS = [
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_nonce',
] as const;

const site = new OAuthSite();

test('a header of a user or an administrator authenticates the caller', async () => {
  const { text } = await site.plain({}, site.bob);
  expect(JSON.parse(text)).toMatchObject({
    user: { username: 'bob', isSuperuser: true, isActive: true },
    token: { key: site.bob.split(':')[1] },
    address: '127.0.0.1',
  });
  expect(await site.plain({})).toMatchObject({ status: 200, username: 'alice' });
});

test('a header with its fields in any order, a realm anywhere and the scheme in any case authenticates', async () => {
  const fields = plaintextHeader(site.alice).slice('OAuth '.length).split(', ');
  fields.reverse().splice(2, 0, 'realm="MAAS+API, oauth_token="');
  expect(await site.withHeader(`oauth ${fields.join(',')}`)).toMatchObject({ username: 'alice' });
});

test('a header without quotes authenticates', async () => {
  const header = plaintextHeader(site.alice).replaceAll('"', '');
  expect(await site.withHeader(header)).toMatchObject({ username: 'alice' });
});

test('credentials in the query authenticate', async () => {
  const query = `/?a=1&${asQuery(plaintextHeader(site.alice))}`;
  expect(await site.server.ask(query)).toMatchObject({ username: 'alice' });
});

test('credentials in an urlencoded form authenticate', async () => {
  const body = `a=1&${asQuery(plaintextHeader(site.alice))}`;
  expect(await site.server.ask('/', { method: 'POST', headers: [FORM], body })).toMatchObject({ username: 'alice' });
});

test('credentials in a multipart form authenticate', async () => {
  const parts = [...new URLSearchParams(asQuery(plaintextHeader(site.alice)))].map(
    ([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const headers = [['Content-Type', 'multipart/form-data; boundary=B']] as const;
  const multipart = { method: 'POST', headers, body: `${parts.join('')}--B--` };
  expect(await site.server.ask('/', multipart)).toMatchObject({ username: 'alice' });
});

test('credentials in JSON are ignored', async () => {
  const body = JSON.stringify(Object.fromEntries(new URLSearchParams(asQuery(plaintextHeader(site.alice)))));
  const headers = [['Content-Type', 'application/json']] as const;
  const verdict = await site.server.ask('/', { method: 'POST', headers, body });
  expect(verdict).toMatchObject({ status: 200, username: null });
});

test('several Authorization headers authenticate by the last one', async () => {
  const [first, second] = [plaintextHeader(site.alice), plaintextHeader(site.bob)];
  const both = [
    ['Authorization', first],
    ['X-Between', 'x'],
    ['authorization', second],
  ] as const;
  expect(await site.server.ask('/', { headers: both })).toMatchObject({ username: 'bob' });
  expect(await site.withHeader(first)).toMatchObject({ username: 'alice' });
  const basic = [
    ['Authorization', plaintextHeader(site.alice)],
    ['Authorization', 'Basic eDp5'],
  ] as const;
  expect(await site.server.ask('/', { headers: basic })).toMatchObject({ status: 200, username: null });
});

test.each(FIELDS)('credentials without %s are ignored', async (field) => {
  const rest = { oauth_signature: 'wrong', oauth_version: '9', [field]: undefined };
  expect(await site.plain(rest)).toMatchObject({ status: 200, username: null });
  const query = `/?${asQuery(plaintextHeader(site.alice, rest))}`;
  expect(await site.server.ask(query)).toMatchObject({ username: null });
});

test('a request without credentials, or with another scheme, is anonymous', async () => {
  expect(await site.server.ask('/')).toMatchObject({ status: 200, username: null });
  for (const header of ['', 'OAuth', 'OAuth ', 'Bearer x', asQuery(plaintextHeader(site.alice))]) {
    expect(await site.withHeader(header)).toMatchObject({ status: 200, username: null });
  }
});

test('a header of an inactive account authenticates and is marked as inactive', async () => {
  const key = await makeAccount(site.database, 'idle');
  await site.database.prisma.user.update({ where: { username: 'idle' }, data: { isActive: false } });
  expect(JSON.parse((await site.plain({}, key)).text)).toMatchObject({ user: { username: 'idle', isActive: false } });
});
