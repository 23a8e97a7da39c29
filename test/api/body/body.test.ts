import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EchoServer, echoOf, startEchoServer } from '../echo-server.js';

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const MIB = 1_048_576;
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=B';
const part = (headers: string, content: string) => `--B\r\n${headers}\r\n\r\n${content}\r\n`;
const field = (name: string, content: string) => part(`Content-Disposition: form-data; name="${name}"`, content);

const entriesOf = async (type: string | undefined, body: Buffer | string) =>
  echoOf(await server.post(type, body)).entries;

test('an urlencoded body without a content type, or with one that has a charset, is read', async () => {
  const parameters = [
    ['a', '1'],
    ['a', '2'],
  ];
  expect(await entriesOf(undefined, 'a=1&a=2')).toEqual(parameters);
  expect(await entriesOf('', 'a=1&a=2')).toEqual(parameters);
  expect(await entriesOf(`${FORM}; charset=utf-8`, 'a=1&a=2')).toEqual(parameters);
});

test('an urlencoded body with invalid escapes is read, and an invalid escape stays as text', async () => {
  expect(await entriesOf(FORM, '?a=%zz&b=%ff&c=%00&d=%C3%BC+%2B&&e&=f&g==')).toEqual([
    ['?a', '%zz'],
    ['b', '\ufffd'],
    ['c', '\u0000'],
    ['d', 'ü +'],
    ['e', ''],
    ['', 'f'],
    ['g', '='],
  ]);
});

test('a query with repeated keys keeps their order, and a + is a blank', async () => {
  const answer = await server.raw(['GET /?id=b&id=a&name=x+y%20z HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n']);
  expect(echoOf(answer).query).toEqual([
    ['id', 'b'],
    ['id', 'a'],
    ['name', 'x y z'],
  ]);
});

test.each(['GET', 'HEAD'])('a body of a %s is ignored', async (method) => {
  expect((await server.post('application/json', '{', method)).status).toBe(200);
});

test.each(['POST', 'PUT', 'DELETE'])('a %s with and without a body is read', async (method) => {
  expect(echoOf(await server.post(FORM, 'a=1', method)).entries).toEqual([['a', '1']]);
  const empty = [undefined, FORM, MULTIPART, 'application/json', 'text/plain', 'multipart/form-data'];
  for (const type of empty) expect(echoOf(await server.post(type, '', method)).entries).toEqual([]);
});

test('a body of any other content type, even a malformed one, is ignored', async () => {
  for (const type of ['text/plain', 'application/x-yaml', 'multipart/mixed; boundary=B', 'nonsense', 'a/b/c', '/;;']) {
    expect(await entriesOf(type, 'a=1')).toEqual([]);
  }
});

test('a JSON body has scalars and nested values as text, list items as repeated values, and no nulls', async () => {
  const body = { text: 'ü\u0000', number: 1.5, yes: true, none: null, list: ['a', 2], deep: [{ a: [1] }] };
  expect(await entriesOf('application/json; charset=utf-8', JSON.stringify(body))).toEqual([
    ['text', 'ü\u0000'],
    ['number', '1.5'],
    ['yes', 'true'],
    ['list', 'a'],
    ['list', '2'],
    ['deep', '{"a":[1]}'],
  ]);
});

test('a JSON body that is not an object in UTF-8 is 400', async () => {
  for (const body of ['{"tags": [', '[]', '"a"', 'null', '1', '\ud800', Buffer.from([0x7b, 0xff, 0x7d])]) {
    expect(await server.post('application/json', body)).toEqual({ status: 400, text: 'Bad Request' });
  }
});

test('a field with the name of an object’s own property is read, and is 400 in multipart', async () => {
  const reservedName = { status: 400, text: 'A part of the multipart body has a reserved name.' };
  const names = ['__proto__', 'constructor', 'toString'];
  const pairs = names.map((name) => [name, 'x']);
  expect(await entriesOf('application/json', `{${names.map((name) => `"${name}": "x"`).join(', ')}}`)).toEqual(pairs);
  expect(await entriesOf(FORM, names.map((name) => `${name}=x`).join('&'))).toEqual(pairs);
  for (const name of names) expect(await server.post(MULTIPART, `${field(name, 'x')}--B--`)).toEqual(reservedName);
  expect(Reflect.get({}, 'x')).toBeUndefined();
});

test('a JSON body with 25 levels is read, and with more levels is 400', async () => {
  const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  expect((await server.post('application/json', nested(25))).status).toBe(200);
  expect((await server.post('application/json', nested(26))).status).toBe(400);
  expect((await server.post('application/json', nested(2_000_000))).status).toBe(400);
  const quoted = JSON.stringify({ a: `"${'[{'.repeat(100)}\\`, b: '\\"[' });
  expect((await server.post('application/json', quoted)).status).toBe(200);
});

test('a multipart field with bytes that are not UTF-8 has U+FFFD in their place', async () => {
  const name = 'Content-Disposition: form-data; name="a"';
  const body = Buffer.concat([Buffer.from(`--B\r\n${name}\r\n\r\nü\0`), Buffer.from([0xff]), Buffer.from('\r\n--B--')]);
  expect(await entriesOf(MULTIPART, body)).toEqual([['a', 'ü\u0000\ufffd']]);
});

test('a multipart body with quoted-printable, 8bit and binary parts, and with quotes or ü in names, is decoded', async () => {
  const encoded = (encoding: string, content: string) =>
    part(`Content-disposition:form-data;name=a\r\ncontent-transfer-encoding: ${encoding}`, content);
  const body = `${encoded('Quoted-Printable', 'a=3Db=C3=BC=\r\nc\r\nd')}${encoded('8bit', 'ü')}${encoded('binary', '=3D')}`;
  expect(await entriesOf(MULTIPART, `${body}${field('q\\"ü', 'x')}--B--`)).toEqual([
    ['a', 'a=bücd'.replace('cd', 'c\r\nd')],
    ['a', 'ü'],
    ['a', '=3D'],
    ['q"ü', 'x'],
  ]);
});

test('a multipart part without a name, of any size, is skipped', async () => {
  const nameless = part('X-Other: y', 'x'.repeat(MIB)) + part('Content-Disposition: attachment; name="b"', 'x');
  expect(await entriesOf(MULTIPART, `before\r\n${nameless}${field('a', '1')}--B--\r\nafter`)).toEqual([['a', '1']]);
});

test('a multipart body that is cut off or has no boundary is 400', async () => {
  const whole = `${field('a', '1')}${part('Content-Disposition: form-data; name="f"; filename="f"', 'x')}--B--`;
  for (let length = 1; length < whole.length; length += 1) {
    expect(await server.post(MULTIPART, whole.slice(0, length))).toMatchObject({ status: 400 });
  }
  expect((await server.post(MULTIPART, whole)).status).toBe(200);
  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=""', `${MULTIPART}${'x'.repeat(300)}`]) {
    expect((await server.post(type, whole)).status).toBe(400);
  }
});

test.each([
  'Multipart/Form-Data; Boundary=B',
  'multipart/form-data ;charset=utf-8 ; boundary="B"',
  'multipart/form-data;boundary=B;',
])('the content type %s is read as multipart', async (type) => {
  expect(await entriesOf(type, `${field('a', '1')}--B--`)).toEqual([['a', '1']]);
});

test('a multipart part with truncated base64 is 400', async () => {
  const headers = 'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64';
  expect((await server.post(MULTIPART, `${part(headers, 'eHh4eA=')}--B--`)).status).toBe(400);
});

test('a value of 8 MiB is read, and a larger value is 413 with its name', async () => {
  const value = 'x'.repeat(8 * MIB);
  expect((await server.post(MULTIPART, `${field('a', value)}--B--`)).status).toBe(200);
  expect((await server.post(FORM, `a=${value}`)).status).toBe(200);
  for (const [type, body] of [
    [MULTIPART, `${field('long', `${value}x`)}--B--`],
    [FORM, `a=1&long=${value}x`],
  ] as const) {
    const answer = await server.post(type, body);
    expect([answer.status, answer.text]).toEqual([413, expect.stringContaining('The parameter long is too large')]);
  }
});

test('a body with more than 16 MiB outside of files is 413', async () => {
  const value = 'x'.repeat(6 * MIB);
  expect((await server.post(MULTIPART, `${field('a', value).repeat(3)}--B--`)).status).toBe(413);
  expect((await server.post(FORM, `a=${value}&`.repeat(3))).status).toBe(413);
  expect((await server.post('application/json', JSON.stringify({ a: [value, value, value] }))).status).toBe(413);
});

test('a connection after a refused or ignored body serves the next request', async () => {
  const request = (type: string, body: string, connection = 'keep-alive') =>
    `POST / HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nContent-Type: ${type}\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`;
  const large = field('a', 'x'.repeat(9 * MIB));
  const answer = await server.raw([
    request(MULTIPART, `${large}--B--`),
    request(FORM, 'x'.repeat(17 * MIB)),
    request('text/plain', 'x'.repeat(MIB)),
    request(MULTIPART, `${field('a', '1')}--`),
    request(FORM, 'last=1', 'close'),
  ]);
  const statuses = [
    answer.status,
    ...[...answer.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)),
  ];
  expect(statuses).toEqual([413, 413, 200, 400, 200]);
  expect(answer.text).toContain('[["last","1"]]');
});
