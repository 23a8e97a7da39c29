import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EchoServer, echoOf, startEchoServer } from '../echo-server.js';

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test.each([
  [`filename*=UTF-8''%E2%82%AC%20rates.txt`, '€ rates.txt'],
  [`filename*=utf-8'en'plain.txt`, 'plain.txt'],
  [`filename*=ISO-8859-1''%A3.txt`, '£.txt'],
  [`filename*="UTF-8''quoted.txt"`, 'quoted.txt'],
  [`FileName*=UTF-8''a%2Fb.txt`, 'b.txt'],
  [`filename*= UTF-8''it's.txt`, "it's.txt"],
  [`filename*=unknown''x.txt`, 'x.txt'],
])('a part with the only file name %s is a file (RFC 8187)', async (parameter, filename) => {
  const body = [
    '--b',
    `Content-Disposition: form-data; name="content"; ${parameter}`,
    'Content-Type: text/plain',
    '',
    'x',
    '--b--',
    '',
  ].join('\r\n');
  const { entries, files } = echoOf(await server.post('multipart/form-data; boundary=b', body));
  expect(entries).toEqual([]);
  expect(files).toEqual([{ field: 'content', filename, size: 1, content: 'x' }]);
});
