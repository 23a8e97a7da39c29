import { expect, test } from 'vitest';
import { makeAccount } from '../../support/factories/accounts.js';
import { OAuthSite, refused, secretOf } from './oauth-site.js';

const site = new OAuthSite();
const seconds = (ahead: number) => String(Math.floor(Date.now() / 1_000) + ahead);

test('authenticate with another version of OAuth is refused, and without a version succeeds', async () => {
  expect(await site.plain({ oauth_version: '2.0' })).toMatchObject(refused(/version 1\.0/));
  expect(await site.plain({ oauth_version: undefined })).toMatchObject({ status: 200 });
});

test.each([
  ['no name', () => ''],
  ['an unknown name', () => 'nobody'],
  ['a null character', () => 'a\u0000b'],
  ['many letters beyond ASCII', () => 'ü'.repeat(200)],
  ['a blank behind', () => `${site.alice.split(':')[0]} `],
])('authenticate with a consumer of %s is refused, even with a good token', async (_what, consumer) => {
  expect(await site.plain({ oauth_consumer_key: consumer() })).toMatchObject(refused('Invalid consumer.'));
});

test('authenticate with an unknown token of a known consumer is refused, and names the token', async () => {
  expect(await site.plain({ oauth_token: 'nothing' })).toMatchObject(refused('Invalid access token: nothing'));
  for (const token of ['', 'a\u0000b', '<script>\n', 'ü'.repeat(2_000)]) {
    const harmless = refused(/^Invalid access token: [\x21-\x7e]{0,64}$/);
    expect(await site.plain({ oauth_token: token })).toMatchObject(harmless);
  }
});

test('authenticate with the consumer of another token is refused, with and without a cached token', async () => {
  const carol = await makeAccount(site.database, 'carol');
  const consumer = { oauth_consumer_key: site.alice.split(':')[0] };
  for (const _ of ['before the server knows her', 'and afterwards']) {
    expect(await site.plain(consumer, carol)).toMatchObject(refused(/^Invalid access token: /));
    expect(await site.plain({}, carol)).toMatchObject({ username: 'carol' });
  }
});

test.each(['', 'now', '1.5', '-1', ' 1', '1e9', '9'.repeat(30), '١', 'a\u0000'])(
  'authenticate with the timestamp %j is refused',
  async (timestamp) => {
    expect(await site.plain({ oauth_timestamp: timestamp })).toMatchObject(refused('Invalid timestamp.'));
  },
);

test.each([
  ['five minutes old', -310, /old/],
  ['a day ahead', 86_410, /ahead/],
] as const)('authenticate with a timestamp of more than %s is refused', async (_what, ahead, text) => {
  expect(await site.plain({ oauth_timestamp: seconds(ahead) })).toMatchObject(refused(text));
});

test.each([-290, 0, 4_000, 86_390])('authenticate with a timestamp %i s ahead succeeds', async (ahead) => {
  expect(await site.plain({ oauth_timestamp: seconds(ahead) })).toMatchObject({ username: 'alice' });
});

test.each(['', 'RSA-SHA1', 'plaintext'])('authenticate with the signature method %j is refused', async (method) => {
  expect(await site.plain({ oauth_signature_method: method })).toMatchObject(refused(/^The signature method/));
});

test.each([
  ['nothing', () => ''],
  ['no secrets', () => '&'],
  ['the secret alone', () => secretOf(site.alice)],
  ['a blank behind', () => `&${secretOf(site.alice)} `],
  ['the secret of another user', () => `&${secretOf(site.bob)}`],
  ['the secret in lower case', () => `&${secretOf(site.alice).toLowerCase()}`],
  ['a null character', () => 'a\u0000'],
])(
  'authenticate with %s as signature is refused without the expected signature in the answer',
  async (_what, signature) => {
    const oauth_signature = signature();
    expect(await site.plain({ oauth_signature })).toMatchObject(refused('Invalid signature.'));
    const hmac = { oauth_signature_method: 'HMAC-SHA1', oauth_signature };
    expect(await site.plain(hmac)).toMatchObject(refused('Invalid signature.'));
  },
);

test.each(['', 'a\u0000b', 'ü', 'n'.repeat(256)])('authenticate with the nonce %j is refused', async (nonce) => {
  expect(await site.plain({ oauth_nonce: nonce })).toMatchObject(refused('Invalid nonce.'));
});

test('authenticate with a nonce of 255 letters succeeds', async () => {
  expect(await site.plain({ oauth_nonce: 'n'.repeat(255) })).toMatchObject({ status: 200 });
});

test('authenticate with several wrong fields names the first in the order of the contract', async () => {
  const wrongs = [
    [{ oauth_nonce: '' }, /^Invalid nonce/],
    [{ oauth_signature: '' }, /^Invalid signature/],
    [{ oauth_signature_method: '' }, /^The signature method/],
    [{ oauth_timestamp: '' }, /^Invalid timestamp/],
    [{ oauth_token: '' }, /^Invalid access token: /],
    [{ oauth_consumer_key: '' }, /^Invalid consumer/],
    [{ oauth_version: '' }, /version/],
  ] as const;
  let all: Record<string, string> = {};
  for (const [wrong, text] of wrongs) {
    all = { ...all, ...wrong };
    expect(await site.plain(all)).toMatchObject(refused(text));
  }
});
