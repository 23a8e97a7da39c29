import { expect, test } from 'vitest';
import { hmacHeader } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';

const KIB = 1_024;
const query = { op: 'new' };

const region = useRegion();

const bodies = (bytes: number) => [
  { form: { a: 'x'.repeat(bytes) } },
  { urlencoded: { a: 'x'.repeat(bytes) } },
  { json: { a: 'x'.repeat(bytes) } },
];

test('an anonymous body of 255 KiB is read, and one of 257 KiB is 413', async () => {
  for (const body of bodies(255 * KIB))
    expect((await region.call(null, 'POST', 'nodes/', { query, ...body })).status).toBe(400);
  for (const body of bodies(257 * KIB)) {
    const reply = await region.call(null, 'POST', 'nodes/', { query, ...body });
    expect([reply.status, reply.text]).toEqual([413, expect.stringContaining('at most 262144 bytes')]);
  }
});

test('long names of files in an anonymous body count', async () => {
  const form = Array.from({ length: 20 }, (_, i) => [`f${i}`, { filename: 'x'.repeat(15 * KIB), data: '1' }] as const);
  expect((await region.call(null, 'POST', 'nodes/', { query, form })).status).toBe(413);
});

test('a list in an anonymous JSON body has at most 1,000 members', async () => {
  const send = (count: number) =>
    region.call(null, 'POST', 'nodes/', { query, json: { mac_addresses: Array(count).fill('x') } });
  expect((await send(999)).status).toBe(400);
  expect((await send(1_001)).status).toBe(413);
});

test('a body signed by PLAINTEXT has the limits of signed bodies', async () => {
  for (const body of bodies(1_024 * KIB)) {
    expect((await region.call('user', 'POST', 'nodes/', { query, ...body })).status).toBe(400);
  }
});

test('a form that is covered by HMAC-SHA1 has the limits of anonymous bodies', async () => {
  const url = new URL('nodes/?op=new', region.api);
  const send = (bytes: number) => {
    const authorization = hmacHeader(region.keyOf('user') ?? '', 'POST', url, [['a', 'x'.repeat(bytes)]]);
    return region.call(null, 'POST', 'nodes/', {
      query,
      urlencoded: { a: 'x'.repeat(bytes) },
      headers: { authorization },
    });
  };
  expect((await send(255 * KIB)).status).toBe(400);
  expect((await send(257 * KIB)).status).toBe(413);
});

test('false PLAINTEXT credentials are 401 before the form is read', async () => {
  const urlencoded = { a: 'x'.repeat(2_048 * KIB) };
  expect((await region.call('a:b:c', 'POST', 'nodes/', { query, urlencoded })).status).toBe(401);
});
