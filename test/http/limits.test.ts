import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { saying, TcpServer } from '../support/tcp-server.js';
import { ask, failure, serving } from './support.js';

describe('limits', () => {
  test.each([
    ['more bytes of headers than 64 KiB', `X: ${'y'.repeat(70_000)}\r\n`],
    ['more headers than 1000', 'X: y\r\n'.repeat(1_200)],
  ])('reject %s as too large', async (_what, headers) => {
    await using server = await TcpServer.start(saying(`HTTP/1.1 200 OK\r\n${headers}\r\nbody`));
    expect(await failure(server.url)).toMatchObject({ failure: 'too large', code: 'HPE_HEADER_OVERFLOW' });
  });

  test('of a text count decoded bytes', async () => {
    const bomb = gzipSync(Buffer.alloc(3_000_000));
    await using server = await serving(
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await failure(server.url)).toMatchObject({ failure: 'too large' });
  });
});

/** Bad headers, and texts that end too soon. */
const BAD_BROTLI = ['ff', '1b030000', '21000004', '8b0280', '0b0280ffff03', '5b0000a0ffffffff'];

describe('content codings', () => {
  test.each([
    ['gzip', gzipSync('body')],
    ['x-gzip', gzipSync('body')],
    ['gzip, GZIP', gzipSync(gzipSync('body'))],
    ['identity', Buffer.from('body')],
  ])('%s of a text is decoded, even when the request did not accept it', async (coding, bytes) => {
    await using server = await serving(
      (_request, response) => void response.writeHead(200, { 'content-encoding': coding }).end(bytes),
    );
    expect(await ask(server.url)).toEqual([200, 'body']);
  });

  test.each([
    ['one that is unknown', 'zz', Buffer.from('body')],
    ['one that is not there', 'gzip', Buffer.from('body')],
    ['one that ends too soon', 'gzip', gzipSync('body').subarray(0, -9)],
    ...BAD_BROTLI.map((text): [string, string, Buffer] => [`brotli of ${text}`, 'br', Buffer.from(text, 'hex')]),
    ['a bad one in a good one', 'br, gzip', gzipSync('ffff')],
    ['too many', 'gzip, gzip, gzip, gzip', Buffer.from('body')],
  ])('%s is malformed', async (_what, coding, bytes) => {
    await using server = await serving(
      (_request, response) => void response.writeHead(200, { 'content-encoding': coding }).end(bytes),
    );
    expect(await failure(server.url)).toMatchObject({ failure: 'malformed' });
  });
});
