import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../support/database.js';
import { makeAccount } from '../../support/factories/accounts.js';
import { type ApiKey, hmacHeader, plaintextHeader } from '../../support/oauth.js';
import { type OAuthServer, startOAuthServer, type Verdict } from './oauth-server.js';

let site: TestDatabase;
let server: OAuthServer;
let alice: ApiKey;
let bob: ApiKey;

beforeAll(async () => {
  site = await freshDatabase();
  server = await startOAuthServer(site.database);
  alice = await makeAccount(site.database, 'alice');
  bob = await makeAccount(site.database, 'bob', true);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
const FIELDS = [
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_nonce',
] as const;

const secretOf = (key: ApiKey) => key.split(':')[2] ?? '';
const seconds = (ahead: number) => String(Math.floor(Date.now() / 1_000) + ahead);
const withHeader = (header: string): Promise<Verdict> => server.ask('/', { headers: [['Authorization', header]] });
const plain = (override: Readonly<Record<string, string | undefined>>, key = alice) =>
  withHeader(plaintextHeader(key, override));

/** The fields of a header as query or form. */
function asQuery(header: string): string {
  return header.slice('OAuth '.length).replaceAll('"', '').replaceAll(', ', '&');
}

const refused = (text: string | RegExp) => ({
  status: 401,
  challenge: true,
  text: typeof text === 'string' ? text : expect.stringMatching(text),
});

describe('who is signed in', () => {
  test('the header of a user or an administrator', async () => {
    const { text } = await plain({}, bob);
    expect(JSON.parse(text)).toMatchObject({
      user: { username: 'bob', isSuperuser: true, isActive: true },
      token: { key: bob.split(':')[1] },
      address: '127.0.0.1',
    });
    expect(await plain({})).toMatchObject({ status: 200, username: 'alice' });
  });

  test('the fields in any order, the realm anywhere, the scheme in any case, with or without quotes', async () => {
    const fields = plaintextHeader(alice).slice('OAuth '.length).split(', ');
    fields.reverse().splice(2, 0, 'realm="MAAS+API, oauth_token="');
    expect(await withHeader(`oauth ${fields.join(',')}`)).toMatchObject({ username: 'alice' });
    expect(await withHeader(plaintextHeader(alice).replaceAll('"', ''))).toMatchObject({ username: 'alice' });
  });

  test('the query, an urlencoded form or a multipart form', async () => {
    expect(await server.ask(`/?a=1&${asQuery(plaintextHeader(alice))}`)).toMatchObject({ username: 'alice' });
    const body = `a=1&${asQuery(plaintextHeader(alice))}`;
    expect(await server.ask('/', { method: 'POST', headers: [FORM], body })).toMatchObject({ username: 'alice' });
    const parts = [...new URLSearchParams(asQuery(plaintextHeader(alice)))].map(
      ([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const multipart = {
      headers: [['Content-Type', 'multipart/form-data; boundary=B']],
      body: `${parts.join('')}--B--`,
    } as const;
    expect(await server.ask('/', { method: 'POST', ...multipart })).toMatchObject({ username: 'alice' });
  });

  test('OAuth fields in JSON do not count', async () => {
    const body = JSON.stringify(Object.fromEntries(new URLSearchParams(asQuery(plaintextHeader(alice)))));
    const verdict = await server.ask('/', { method: 'POST', headers: [['Content-Type', 'application/json']], body });
    expect(verdict).toMatchObject({ status: 200, username: null });
  });

  test('of several Authorization headers the last one', async () => {
    const [first, second] = [plaintextHeader(alice), plaintextHeader(bob)];
    const both = [
      ['Authorization', first],
      ['X-Between', 'x'],
      ['authorization', second],
    ] as const;
    expect(await server.ask('/', { headers: both })).toMatchObject({ username: 'bob' });
    expect(await withHeader(first)).toMatchObject({ username: 'alice' });
    const basic = [
      ['Authorization', plaintextHeader(alice)],
      ['Authorization', 'Basic eDp5'],
    ] as const;
    expect(await server.ask('/', { headers: basic })).toMatchObject({ status: 200, username: null });
  });

  test.each(FIELDS)('without %s: nobody, whatever the rest says', async (field) => {
    const rest = { oauth_signature: 'wrong', oauth_version: '9', [field]: undefined };
    expect(await plain(rest)).toMatchObject({ status: 200, username: null });
    expect(await server.ask(`/?${asQuery(plaintextHeader(alice, rest))}`)).toMatchObject({ username: null });
  });

  test('no credentials, or of another scheme: nobody', async () => {
    expect(await server.ask('/')).toMatchObject({ status: 200, username: null });
    for (const header of ['', 'OAuth', 'OAuth ', 'Bearer x', asQuery(plaintextHeader(alice))]) {
      expect(await withHeader(header)).toMatchObject({ status: 200, username: null });
    }
  });

  test('an inactive account is told as such', async () => {
    const key = await makeAccount(site.database, 'idle');
    await site.database.prisma.user.update({ where: { username: 'idle' }, data: { isActive: false } });
    expect(JSON.parse((await plain({}, key)).text)).toMatchObject({ user: { username: 'idle', isActive: false } });
  });
});

describe('what is refused', () => {
  test('another version of OAuth; none given is 1.0', async () => {
    expect(await plain({ oauth_version: '2.0' })).toMatchObject(refused(/version 1\.0/));
    expect(await plain({ oauth_version: undefined })).toMatchObject({ status: 200 });
  });

  test('an unknown consumer, even with a good token', async () => {
    for (const consumer of ['', 'nobody', 'a\u0000b', 'ü'.repeat(200), `${alice.split(':')[0]} `]) {
      expect(await plain({ oauth_consumer_key: consumer })).toMatchObject(refused('Invalid consumer.'));
    }
  });

  test('an unknown token of a known consumer', async () => {
    expect(await plain({ oauth_token: 'nothing' })).toMatchObject(refused('Invalid access token: nothing'));
    for (const token of ['', 'a\u0000b', '<script>\n', 'ü'.repeat(2_000)]) {
      expect(await plain({ oauth_token: token })).toMatchObject(refused(/^Invalid access token: [\x21-\x7e]{0,64}$/));
    }
  });

  test('a token with the consumer of another, known to the server or not', async () => {
    const carol = await makeAccount(site.database, 'carol');
    const consumer = { oauth_consumer_key: alice.split(':')[0] };
    expect(await plain(consumer, carol)).toMatchObject(refused(/^Invalid access token: /));
    expect(await plain({}, carol)).toMatchObject({ username: 'carol' });
    expect(await plain(consumer, carol)).toMatchObject(refused(/^Invalid access token: /));
    expect(await plain({}, carol)).toMatchObject({ username: 'carol' });
  });

  test('a timestamp that is no number, too old, or more than a day ahead', async () => {
    for (const timestamp of ['', 'now', '1.5', '-1', ' 1', '1e9', '9'.repeat(30), '١', 'a\u0000']) {
      expect(await plain({ oauth_timestamp: timestamp })).toMatchObject(refused('Invalid timestamp.'));
    }
    expect(await plain({ oauth_timestamp: seconds(-310) })).toMatchObject(refused(/old/));
    expect(await plain({ oauth_timestamp: seconds(86_410) })).toMatchObject(refused(/ahead/));
    for (const ahead of [-290, 0, 4_000, 86_390]) {
      expect(await plain({ oauth_timestamp: seconds(ahead) })).toMatchObject({ username: 'alice' });
    }
  });

  test('an unknown signature method', async () => {
    for (const method of ['', 'RSA-SHA1', 'plaintext']) {
      expect(await plain({ oauth_signature_method: method })).toMatchObject(refused(/^The signature method/));
    }
  });

  test('a wrong signature, without a word about the right one', async () => {
    const secret = secretOf(alice);
    for (const signature of [
      '',
      '&',
      secret,
      `&${secret} `,
      `&${secretOf(bob)}`,
      `&${secret.toLowerCase()}`,
      'a\u0000',
    ]) {
      expect(await plain({ oauth_signature: signature })).toMatchObject(refused('Invalid signature.'));
      const hmac = { oauth_signature_method: 'HMAC-SHA1', oauth_signature: signature };
      expect(await plain(hmac)).toMatchObject(refused('Invalid signature.'));
    }
  });

  test('a nonce that is empty, too long or odd', async () => {
    for (const nonce of ['', 'a\u0000b', 'ü', 'n'.repeat(256)]) {
      expect(await plain({ oauth_nonce: nonce })).toMatchObject(refused('Invalid nonce.'));
    }
    expect(await plain({ oauth_nonce: 'n'.repeat(255) })).toMatchObject({ status: 200 });
  });

  test('things are checked in the order of the contract', async () => {
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
      expect(await plain(all)).toMatchObject(refused(text));
    }
  });
});

describe('HMAC-SHA1', () => {
  const sign = (path: string, method = 'GET', form: readonly (readonly [string, string])[] = []) =>
    hmacHeader(alice, method, new URL(path, server.url), form);

  test('the query is signed, with repeated, empty and encoded parameters', async () => {
    const path = '/MAAS/api/1.0/nodes/?op=list&id=b&id=a&id=&e=&x+y=%C3%BC%2B+%26*%27()&z=1=2&__x=1';
    const headers = [['Authorization', sign(path)]] as const;
    expect(await server.ask(path, { headers })).toMatchObject({ username: 'alice' });
    expect(await server.ask(`${path}&more=1`, { headers })).toMatchObject(refused('Invalid signature.'));
  });

  test('the method, the path and an urlencoded form are signed', async () => {
    const form = [
      ['nodes', 'b'],
      ['nodes', 'a'],
      ['op', 'in the form'],
      ['comment', 'ü +~'],
    ] as const;
    const body = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString();
    const header = sign('/nodes/?op=release', 'POST', form);
    const call = { method: 'POST', headers: [['Authorization', header], FORM], body } as const;
    expect(await server.ask('/nodes/?op=release', call)).toMatchObject({ username: 'alice' });
    const wrong = refused('Invalid signature.');
    expect(await server.ask('/nodes/?op=release', { ...call, body: `${body}&nodes=c` })).toMatchObject(wrong);
    expect(await server.ask('/nodes/?op=release', { ...call, method: 'PUT' })).toMatchObject(wrong);
    expect(await server.ask('/node/?op=release', call)).toMatchObject(wrong);
  });

  test('a multipart or JSON body is not signed', async () => {
    for (const [type, body] of [
      ['multipart/form-data; boundary=B', '--B--'],
      ['application/json', '{"a": "b"}'],
    ] as const) {
      const headers = [
        ['Authorization', sign('/', 'POST')],
        ['Content-Type', type],
      ] as const;
      expect(await server.ask('/', { method: 'POST', headers, body })).toMatchObject({ username: 'alice' });
    }
  });

  test('the fields may stand in the query', async () => {
    const url = new URL('/?op=list&id=a', server.url);
    const query = asQuery(hmacHeader(alice, 'GET', url));
    expect(await server.ask(`/?op=list&id=a&${query}`)).toMatchObject({ username: 'alice' });
    expect(await server.ask(`/?op=list&id=b&${query}`)).toMatchObject(refused('Invalid signature.'));
  });

  test('a signature is good once', async () => {
    const headers = [['Authorization', sign('/')]] as const;
    expect(await server.ask('/', { headers })).toMatchObject({ username: 'alice' });
    expect(await server.ask('/', { headers })).toMatchObject(refused(/^Nonce already used: /));
  });
});
