import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/http/classify.js';
import type { HttpFailure } from '../../src/http/error.js';
import { CERTIFICATE } from '../support/certificate.js';
import { freePort } from '../support/free-port.js';
import { type Behavior, resetting, saying, TcpServer } from '../support/tcp-server.js';
import { type Asked, ask, failure } from './support.js';

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

describe('an answer that is not HTTP', () => {
  test.each([
    ['another protocol', 'SSH-2.0-x\r\n\r\n', 'HPE_INVALID_CONSTANT'],
    ['a page without headers', '<html></html>', 'HPE_INVALID_CONSTANT'],
    ['another version', 'HTTP/9.1 200 OK\r\n\r\n', 'HPE_INVALID_VERSION'],
    ['a status that is not a number', 'HTTP/1.1 2x0 OK\r\n\r\n', 'HPE_INVALID_STATUS'],
    ['a status that is too long', 'HTTP/1.1 2000 OK\r\n\r\n', 'HPE_INVALID_STATUS'],
    ['a header name with a blank', `${OK}a b: c\r\n\r\n`, 'HPE_INVALID_HEADER_TOKEN'],
    ['a header value with a control character', `${OK}a: \x01\r\n\r\n`, 'HPE_INVALID_HEADER_TOKEN'],
    ['a folded header line', `${OK}a: b\r\n c\r\n\r\n`, 'HPE_INVALID_HEADER_TOKEN'],
    ['LF without CR', 'HTTP/1.1 200 OK\na: b\n\n', 'HPE_CR_EXPECTED'],
    ['CR without LF', 'HTTP/1.1 200 OK\r\r\r\r', /HPE_(STRICT|LF_EXPECTED)/],
    ['a length that is not a number', `${OK}Content-Length: x\r\n\r\n`, 'HPE_INVALID_CONTENT_LENGTH'],
    ['a length that is negative', `${OK}Content-Length: -1\r\n\r\n`, 'HPE_INVALID_CONTENT_LENGTH'],
    ['a length beyond numbers', `${OK}Content-Length: ${'9'.repeat(40)}\r\n\r\n`, 'HPE_INVALID_CONTENT_LENGTH'],
    ['two lengths', `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 'HPE_UNEXPECTED_CONTENT_LENGTH'],
    [
      'a length and chunks',
      `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      /HPE_(INVALID_TRANSFER_ENCODING|UNEXPECTED_CONTENT_LENGTH)/,
    ],
    ['a chunk without a size', `${CHUNKED}zz\r\nab\r\n`, 'HPE_INVALID_CHUNK_SIZE'],
    ['a chunk of a size beyond numbers', `${CHUNKED}${'f'.repeat(40)}\r\n`, 'HPE_INVALID_CHUNK_SIZE'],
    ['a chunk that is longer than it says', `${CHUNKED}1\r\nabc\r\n0\r\n\r\n`, /HPE_(STRICT|CR_EXPECTED|LF_EXPECTED)/],
    [
      'a switch of protocols',
      'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
      'HPE_PAUSED_UPGRADE',
    ],
  ])('with %s is malformed', async (_what, bytes, code) => {
    await using server = await TcpServer.start(saying(bytes));
    const error = await failure(server.url);
    expect([error.failure, error.code]).toEqual(['malformed', expect.stringMatching(code)]);
    expect(error.message).toMatch(/^the response is malformed.* \(HPE_\w+\)$/);
  });

  test.each([
    ['headers', `${OK}a: ${'b'.repeat(100_000)}\r\n\r\n`, 'HPE_HEADER_OVERFLOW'],
    ['trailers', `${CHUNKED}0\r\na: ${'b'.repeat(100_000)}\r\n\r\n`, 'HPE_HEADER_OVERFLOW'],
    ['chunk extensions', `${CHUNKED}1;${'b'.repeat(100_000)}\r\na\r\n`, 'HPE_CHUNK_EXTENSIONS_OVERFLOW'],
  ])('with endless %s is too large', async (_what, bytes, code) => {
    await using server = await TcpServer.start(saying(bytes));
    expect(await failure(server.url)).toMatchObject({ failure: 'too large', code });
  });
});

describe('a connection that breaks', () => {
  const HALF = `${OK}Content-Length: 9\r\n\r\nhalf`;
  test.each<[string, Behavior]>([
    ['before the answer', saying('')],
    ['by a reset before the answer', resetting('')],
    ['within the headers', saying('HTTP/1.1 200 OK\r\nConte')],
    ['by a reset within the headers', resetting('HTTP/1.1 200 OK\r\nConte')],
    ['within the body', saying(HALF)],
    ['by a reset within the body', resetting(HALF)],
    ['within a chunk', saying(`${CHUNKED}5\r\nab`)],
    ['between chunks', saying(`${CHUNKED}2\r\nab\r\n`)],
  ])('%s is a reset', async (_when, behavior) => {
    await using server = await TcpServer.start(behavior);
    expect(await failure(server.url)).toMatchObject({ failure: 'reset', code: 'ECONNRESET' });
  });

  test('during the TLS handshake is a reset', async () => {
    await using server = await TcpServer.start(resetting(''));
    const url = new URL(`https://127.0.0.1:${server.port}/`);
    expect(await failure(url)).toMatchObject({ failure: 'reset', code: 'ECONNRESET' });
  });
});

describe('a connection that fails', () => {
  test('on a port without a listener is refused', async () => {
    const url = new URL(`http://127.0.0.1:${await freePort()}/`);
    expect(await failure(url)).toMatchObject({
      failure: 'refused',
      message: 'the connection was refused (ECONNREFUSED)',
    });
  });

  test('to an unknown host name is a name failure', async () => {
    expect(await failure(new URL('http://host.invalid/'))).toMatchObject({ failure: 'name' });
  });

  test('to a broadcast address is unreachable', async () => {
    expect(await failure(new URL('http://255.255.255.255/'))).toMatchObject({ failure: 'unreachable' });
  });
});

describe('a TLS connection', () => {
  test('with a self-signed certificate is a certificate failure, and succeeds without verification', async () => {
    const server = createTlsServer(CERTIFICATE, (socket) => socket.on('error', () => {}).end(`${OK}\r\nbody`));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const byAddress = new URL(`https://127.0.0.1:${port}/`);
    expect(await failure(byAddress)).toMatchObject({ failure: 'certificate', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await ask(byAddress, { verify: false })).toEqual([200, 'body']);
    server.close();
  });

  test('to a server without TLS is a TLS failure', async () => {
    await using server = await TcpServer.start(saying('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await failure(new URL(`https://127.0.0.1:${server.port}/`))).toMatchObject({ failure: 'tls' });
  });
});

describe('a request', () => {
  test.each<[string, Asked]>([
    ['a path with a line break', { path: '/a\r\nX: y' }],
    ['a header with a line break', { headers: { a: 'b\r\nc: d' } }],
    ['a header name with a blank', { headers: { 'a b': 'c' } }],
  ])('with %s is not sent, and the error has no part of the request', async (_what, asked) => {
    let heard = 0;
    await using server = await TcpServer.start(() => {
      heard += 1;
    });
    const error = await failure(server.url, asked);
    expect(error.message).toMatch(/^the request is not valid HTTP \(ERR_\w+\)$/);
    expect([error.failure, heard]).toEqual(['request', 0]);
  });
});

/** All codes of a class that Node's http, net, tls, dns and zlib can give to a client, provoked above or not. */
const CODES: Readonly<Partial<Record<HttpFailure, string>>> = {
  malformed: `HPE_INTERNAL HPE_STRICT HPE_CR_EXPECTED HPE_LF_EXPECTED HPE_UNEXPECTED_CONTENT_LENGTH HPE_UNEXPECTED_SPACE
    HPE_CLOSED_CONNECTION HPE_INVALID_METHOD HPE_INVALID_URL HPE_INVALID_CONSTANT HPE_INVALID_VERSION
    HPE_INVALID_HEADER_TOKEN HPE_INVALID_CONTENT_LENGTH HPE_INVALID_CHUNK_SIZE HPE_INVALID_STATUS
    HPE_INVALID_EOF_STATE HPE_INVALID_TRANSFER_ENCODING HPE_CB_MESSAGE_BEGIN HPE_CB_HEADERS_COMPLETE
    HPE_CB_MESSAGE_COMPLETE HPE_CB_CHUNK_HEADER HPE_CB_CHUNK_COMPLETE HPE_PAUSED HPE_PAUSED_UPGRADE
    HPE_PAUSED_H2_UPGRADE HPE_USER HPE_JS_EXCEPTION Z_DATA_ERROR Z_BUF_ERROR Z_STREAM_ERROR Z_NEED_DICT
    Z_VERSION_ERROR ERR_BROTLI_INVALID_PARAM ERR__ERROR_FORMAT_PADDING_1`,
  'too large': 'HPE_HEADER_OVERFLOW HPE_CHUNK_EXTENSIONS_OVERFLOW',
  name: 'ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NONAME EAI_NODATA EAI_MEMORY EAI_SERVICE EAI_SYSTEM ENODATA ESERVFAIL',
  refused: 'ECONNREFUSED',
  unreachable: 'ENETUNREACH EHOSTUNREACH ENETDOWN EHOSTDOWN EADDRNOTAVAIL EAFNOSUPPORT EACCES EPERM EINVAL',
  timeout: 'ETIMEDOUT ERR_SOCKET_CONNECTION_TIMEOUT',
  reset: `ECONNRESET ECONNABORTED ENOTCONN EPIPE ERR_SOCKET_CLOSED ERR_SOCKET_CLOSED_BEFORE_CONNECTION
    ERR_STREAM_PREMATURE_CLOSE ERR_STREAM_DESTROYED ERR_STREAM_WRITE_AFTER_END`,
  certificate: `UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE
    UNABLE_TO_DECRYPT_CRL_SIGNATURE UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE
    CERT_NOT_YET_VALID CERT_HAS_EXPIRED CRL_NOT_YET_VALID CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD
    ERROR_IN_CERT_NOT_AFTER_FIELD ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD OUT_OF_MEM
    DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG CERT_REVOKED INVALID_CA PATH_LENGTH_EXCEEDED INVALID_PURPOSE
    CERT_UNTRUSTED CERT_REJECTED HOSTNAME_MISMATCH UNSPECIFIED ERR_TLS_CERT_ALTNAME_INVALID
    ERR_TLS_CERT_ALTNAME_FORMAT`,
  tls: `EPROTO ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_UNSUPPORTED_PROTOCOL ERR_SSL_NO_CIPHER_MATCH
    ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_DH_KEY_TOO_SMALL
    ERR_OSSL_EVP_UNSUPPORTED ERR_TLS_HANDSHAKE_TIMEOUT ERR_TLS_RENEGOTIATION_DISABLED ERR_TLS_INVALID_PROTOCOL_VERSION
    ERR_TLS_DH_PARAM_SIZE`,
  exhausted:
    'EMFILE ENFILE ENOBUFS ENOMEM EADDRINUSE EAGAIN Z_MEM_ERROR ERR__ERROR_ALLOC_RING_BUFFER_1 ERR_ZLIB_INITIALIZATION_FAILED',
  request: `ERR_INVALID_CHAR ERR_INVALID_HTTP_TOKEN ERR_UNESCAPED_CHARACTERS ERR_HTTP_INVALID_HEADER_VALUE
    ERR_INVALID_PROTOCOL ERR_INVALID_ARG_TYPE ERR_INVALID_ARG_VALUE ERR_INVALID_URL ERR_HTTP_CONTENT_LENGTH_MISMATCH
    ERR_HTTP_HEADERS_SENT ERR_SOCKET_BAD_PORT`,
};

const codes = Object.entries(CODES).flatMap(([name, words]) => words.split(/\s+/).map((code) => [code, name] as const));

test.each(codes)('classify of %s returns "%s"', (code, name) => {
  // No code is a proxy's.
  expect(classify(code, 'proxy')).toBe(name);
});

test('classify of an unknown code returns the given class', () => {
  expect(classify('ESOMETHING', 'unreachable')).toBe('unreachable');
});
