import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EchoServer, echoOf, startEchoServer } from '../echo-server.js';

/** Bodies, byte by byte, as clients of MAAS 1.x send them (docs/contract/clients.md). */

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const crlf = (...lines: string[]): string => lines.join('\r\n');

const PYTHON = 'multipart/form-data; boundary="===============1371533843=="';

test('a multipart body of Python’s email package, with base64 parts and no final line break, is read', async () => {
  const long = 'x'.repeat(100);
  const body = crlf(
    '--===============1371533843==',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: form-data; name="architecture"',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset="utf-8"',
    '',
    Buffer.from('amd64/generic').toString('base64'),
    '',
    '--===============1371533843==',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset="utf-8"',
    'Content-Disposition: form-data; name="comment"',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(`${long}ü`)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
    '--===============1371533843==',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: form-data; name="content"; filename="content"',
    'MIME-Version: 1.0',
    'Content-Type: application/octet-stream',
    '',
    Buffer.from([0, 255, 13, 10]).toString('base64'),
    '',
    '--===============1371533843==--',
  );
  const { entries, files } = echoOf(await server.post(PYTHON, body));
  expect(entries).toEqual([
    ['architecture', 'amd64/generic'],
    ['comment', `${long}ü`],
  ]);
  expect(files).toEqual([{ field: 'content', filename: 'content', size: 4, content: '\u0000\u00ff\r\n' }]);
});

test('a multipart body of Python with a folded header for a long file name is read', async () => {
  const name = 'a-very-long-parameter-name-that-makes-the-header-longer-than-78-columns';
  const body = crlf(
    '--===============1371533843==',
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: form-data; name="${name}";`,
    ` filename="${name}"`,
    'MIME-Version: 1.0',
    'Content-Type: application/octet-stream',
    '',
    'eA==',
    '--===============1371533843==--',
  );
  const { files } = echoOf(await server.post(PYTHON, body));
  expect(files).toEqual([{ field: name, filename: name, size: 1, content: 'x' }]);
});

test('a multipart body of the cluster controller with octet-stream parts without a file name has fields', async () => {
  const leases = '{"10.0.0.1": "aa:bb:cc:dd:ee:ff"}';
  const body = crlf(
    '--===============1371533843==',
    'MIME-Version: 1.0',
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: form-data; name="leases"',
    '',
    Buffer.from(leases).toString('base64'),
    '--===============1371533843==--',
  );
  expect(echoOf(await server.post(PYTHON, body))).toMatchObject({ entries: [['leases', leases]], files: [] });
});

test.each(['POST', 'DELETE'])('a %s whose body is one part without headers has no parameters', async (method) => {
  const body = '--===============1371533843==\r\n\r\n--===============1371533843==--';
  expect(echoOf(await server.post(PYTHON, body, method))).toMatchObject({ entries: [], files: [] });
});

test('a multipart body of Go with a raw file first, then a field without a type, is read', async () => {
  const boundary = 'b'.repeat(60);
  const body = crlf(
    `--${boundary}`,
    'Content-Disposition: form-data; name="file"; filename="file"',
    'Content-Type: application/octet-stream',
    '',
    'tool\r\n--s',
    `--${boundary}`,
    'Content-Disposition: form-data; name="filename"',
    '',
    'uuid-tools/releases/juju.tgz',
    `--${boundary}--`,
    '',
  );
  expect(echoOf(await server.post(`multipart/form-data; boundary=${boundary}`, body))).toMatchObject({
    entries: [['filename', 'uuid-tools/releases/juju.tgz']],
    files: [{ field: 'file', filename: 'file', content: 'tool\r\n--s' }],
  });
});

test('an empty file with a name is a file, and an empty part with an empty file name is not a file', async () => {
  const part = (name: string, filename: string) =>
    crlf('--B', `Content-Disposition: form-data; name="${name}"; filename="${filename}"`, '', '', '');
  const body = `${part('file', 'file')}${part('blank', '')}--B--\r\n`;
  const { files } = echoOf(await server.post('multipart/form-data; boundary=B', body));
  expect(files).toEqual([{ field: 'file', filename: 'file', size: 0, content: '' }]);
});

test('a file with content and an empty name is a file', async () => {
  const body = crlf('--B', 'Content-Disposition: form-data; name="file"; filename=""', '', 'x', '--B--');
  const { files } = echoOf(await server.post('multipart/form-data; boundary=B', body));
  expect(files).toEqual([{ field: 'file', filename: '', size: 1, content: 'x' }]);
});

test('a multipart body of maas-signal or curl, with op as a part and files named after outputs, is read', async () => {
  const body = crlf(
    '--------------------------5f1b',
    'Content-Disposition: form-data; name="op"',
    '',
    'signal',
    '--------------------------5f1b',
    'Content-Disposition: form-data; name="00-maas-01-lshw.out"; filename="C:\\out\\lshw.out"',
    'Content-Type: application/octet-stream',
    '',
    '<list/>',
    '--------------------------5f1b--',
    '',
  );
  expect(echoOf(await server.post('multipart/form-data; boundary=------------------------5f1b', body))).toMatchObject({
    entries: [['op', 'signal']],
    files: [{ field: '00-maas-01-lshw.out', filename: 'lshw.out', content: '<list/>' }],
  });
});

test('a POST of Go with an empty chunked body has no parameters', async () => {
  for (const type of [
    '',
    'Content-Type: application/x-www-form-urlencoded\r\n',
    'Content-Type: application/json\r\n',
  ]) {
    const head = `POST /?op=start HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${type}Transfer-Encoding: chunked\r\n\r\n`;
    const found = echoOf(await server.raw([head, '0\r\n\r\n']));
    expect(found).toEqual({ query: [['op', 'start']], entries: [], files: [] });
  }
});

test('an urlencoded body of Juju’s acquire keeps the order of repeated keys', async () => {
  const body = 'agent_name=e1&networks=b&networks=a&tags=x%2Cy&zone=a+b&not_networks=';
  const { entries } = echoOf(await server.post('application/x-www-form-urlencoded', body));
  expect(entries).toEqual([
    ['agent_name', 'e1'],
    ['networks', 'b'],
    ['networks', 'a'],
    ['tags', 'x,y'],
    ['zone', 'a b'],
    ['not_networks', ''],
  ]);
});

test('a JSON body of a tag worker has the items of its lists as repeated values', async () => {
  const body = JSON.stringify({ nodegroup: 'u', definition: '//node', add: ['a', 'b'], remove: [] });
  const { entries } = echoOf(await server.post('application/json', body));
  expect(entries).toEqual([
    ['nodegroup', 'u'],
    ['definition', '//node'],
    ['add', 'a'],
    ['add', 'b'],
  ]);
});
