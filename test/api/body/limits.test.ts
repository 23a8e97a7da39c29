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
