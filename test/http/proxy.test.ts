import { expect, test } from 'vitest';
import { CERTIFICATE } from '../support/certificate.js';
import { HttpCounterpart } from '../support/http-counterpart.js';
import { startProxy } from '../support/proxy.js';
import { resetting, saying, stalling, TcpServer } from '../support/tcp-server.js';
import { ask, failure } from './support.js';

const HTTP = new URL('http://server.invalid:8080/');
const HTTPS = new URL('https://server.invalid/');

function withCredentials(url: URL, user: string, password: string): URL {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed;
}

test('a request for an http URL goes to the proxy with its credentials', async () => {
  await using server = await HttpCounterpart.start(() => ({ body: 'body' }));
  await using proxy = await startProxy({ upstream: new URL(server.origin) });
  const url = withCredentials(proxy.url, 'us:er', 'p@ss%');
  expect(await ask(HTTP, { proxy: url, path: '/a?b' })).toEqual([200, 'body']);
  const credentials = `Basic ${Buffer.from('us:er:p@ss%').toString('base64')}`;
  expect(proxy.seen).toEqual([['GET', 'http://server.invalid:8080/a?b', credentials]]);
  expect(server.heard[0]?.headers.host).toBe('server.invalid:8080');
});

test('a request for an https URL goes through a tunnel, and the proxy sees only the host', async () => {
  await using server = await HttpCounterpart.start(({ headers }) => ({ body: `${headers.host}` }), CERTIFICATE);
  await using proxy = await startProxy({ upstream: new URL(server.origin) });
  const url = withCredentials(proxy.url, 'user', 'secret');
  expect(await ask(HTTPS, { proxy: url, verify: false })).toEqual([200, 'server.invalid']);
  const credentials = `Basic ${Buffer.from('user:secret').toString('base64')}`;
  expect(proxy.seen).toEqual([['CONNECT', 'server.invalid:443', credentials]]);
  expect(JSON.stringify(server.heard)).not.toContain('roxy');
});

test('a request through a proxy verifies the certificate of the server', async () => {
  await using server = await HttpCounterpart.start(() => ({ body: '' }), CERTIFICATE);
  await using proxy = await startProxy({ upstream: new URL(server.origin) });
  expect(await failure(HTTPS, { proxy: proxy.url })).toMatchObject({ failure: 'certificate' });
});

test.each([403, 407, 502])(
  'a request to a proxy that refuses with %i fails without the credentials in the error',
  async (refuse) => {
    await using proxy = await startProxy({ upstream: HTTP, refuse });
    const error = await failure(HTTPS, { proxy: withCredentials(proxy.url, 'user', 'secret') });
    expect(error).toMatchObject({
      failure: 'proxy',
      message: `the proxy refuses the connection (status ${refuse})`,
    });
  },
);

test.each([
  ['is silent', stalling(''), 'timeout'],
  ['goes away', saying(''), 'reset'],
  ['resets the connection', resetting('HTTP/1.1 200'), 'reset'],
  ['does not speak HTTP', saying('SSH-2.0-x\r\n\r\n'), 'malformed'],
  ['connects to a server without TLS', saying('HTTP/1.1 200 OK\r\n\r\nhello'), 'tls'],
] as const)('a request through a proxy that %s fails with that class', async (_what, behavior, name) => {
  await using proxy = await TcpServer.start(behavior);
  expect(await failure(HTTPS, { proxy: proxy.url, connectMs: 500 })).toMatchObject({ failure: name });
});
