import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EchoServer, echoOf, startEchoServer } from '../echo-server.js';

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const PART = '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
const members = (count: number) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [i, 1])));

test.each<[string, (count: number) => string]>([
  ['multipart/form-data; boundary=B', (count) => `${PART.repeat(count)}--B--`],
  ['application/x-www-form-urlencoded', (count) => 'a&'.repeat(count).slice(0, -1)],
  ['application/json', members],
])(
  'a body of type %s with 20,000 parameters is read, and with one more is 413',
  async (type, body) => {
    expect(echoOf(await server.post(type, body(20_000))).entries).toHaveLength(20_000);
    const answer = await server.post(type, body(20_001));
    expect([answer.status, answer.text]).toEqual([413, expect.stringContaining('at most 20000')]);
  },
  60_000,
);

test.each([
  ['a list', () => ({ a: Array(20_000).fill(1) })],
  ['nested lists', () => ({ a: Array(10_000).fill([1]), b: Array(10_000).fill([]) })],
  ['nested objects', () => ({ a: Array(10_000).fill({ b: {} }) })],
])('a JSON body with more than 20,000 values in %s is 413', async (_what, body) => {
  expect((await server.post('application/json', JSON.stringify(body()))).status).toBe(413);
});

test('a JSON body of 4 MiB is read, and one with more bytes is 413', async () => {
  const body = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - 8) });
  expect((await server.post('application/json', body(4_194_304))).status).toBe(200);
  expect((await server.post('application/json', body(4_194_305))).status).toBe(413);
});

test('an urlencoded form is read as URLSearchParams reads it', async () => {
  const forms = ['a=1&a=%32&=x&b&&c=+%2B+&%zz=%e4%b8%ad%&d=%ff&?e=a=b', `\ufeffx=${'%41+%e4%b8%ad'.repeat(20_000)}`];
  for (const form of forms) {
    const { entries } = echoOf(await server.post('application/x-www-form-urlencoded', form));
    // A question mark at the start is removed from a query, but not from a form.
    expect(entries).toEqual([...new URLSearchParams(`&${form}`)]);
  }
});
