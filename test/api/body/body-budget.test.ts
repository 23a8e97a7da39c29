import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { plaintextHeader } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';

const MIB = 1_048_576;
const BUSY = 'Too many or too large requests are in progress, try again.';

/** Three bodies at once, with 32 MiB together. */
const region = useRegion({ env: { MAX_BODIES: '3', BODY_MEMORY: '32' } });

/** Begins a request with a form of which `sent` bytes are sent, and one is missing. */
async function begin(sent: number): Promise<Socket> {
  const socket = connect(Number(region.api.port), region.api.hostname);
  const authorization = `Authorization: ${plaintextHeader(region.keyOf('admin') ?? '')}`;
  const type = 'Content-Type: application/x-www-form-urlencoded';
  socket.write(
    `POST /MAAS/api/1.0/zones/ HTTP/1.1\r\nHost: a\r\n${authorization}\r\n${type}\r\nContent-Length: ${sent + 1}\r\n\r\n`,
  );
  socket.write('x'.repeat(sent));
  await once(socket, 'connect');
  return socket;
}

const load = async (of: string) => {
  const { text } = await region.get(null, '/MAAS/metrics');
  return Number(new RegExp(`maas_load\\{of="${of}"\\} (\\d+)`).exec(text)?.[1]);
};
const loadIs = (of: string, count: number) => eventually(async () => expect(await load(of)).toBe(count));
const makeZone = (name: string, more: object = {}) =>
  region.call('admin', 'POST', 'zones/', { json: { name, ...more } });

test('a body above the number of bodies is 503 with Retry-After, until another one has ended', async () => {
  const sockets = await Promise.all([begin(1), begin(1), begin(1)]);
  await loadIs('bodies', 3);
  const reply = await makeZone('a');
  expect([reply.status, reply.text, reply.headers.get('retry-after')]).toEqual([503, BUSY, '2']);
  expect((await region.get('admin', 'zones/')).status).toBe(200);
  sockets[0]?.destroy();
  await loadIs('bodies', 2);
  expect((await makeZone('a')).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await loadIs('bodies', 0);
});

test('a body above the memory for bodies is 503, and large files that go to disk are not', async () => {
  const sockets = await Promise.all([begin(15 * MIB), begin(15 * MIB)]);
  await loadIs('bodyBytes', 30 * MIB);
  const reply = await makeZone('b', { description: 'x'.repeat(3 * MIB) });
  expect([reply.status, reply.text, reply.headers.get('retry-after')]).toEqual([503, BUSY, '2']);
  const form = { filename: 'large', file: { filename: 'large', data: Buffer.alloc(20 * MIB) } };
  expect((await region.post('user', 'files/?op=add', form)).status).toBe(201);
  for (const socket of sockets) socket.destroy();
  await loadIs('bodyBytes', 0);
  expect((await makeZone('b')).status).toBe(200);
});
