import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { expect, test } from 'vitest';
import { startRegion } from '../../../src/cli/serve/region.js';
import { readSettings } from '../../../src/settings.js';
import { freshDatabase } from '../../support/database.js';
import { temporaryFolder } from '../../support/folder.js';
import { freePort } from '../../support/free-port.js';

const folder = temporaryFolder();

test('serve with ALSO_LISTEN serves on both addresses, and stops in time with connections open', async () => {
  await using fresh = await freshDatabase();
  const port = await freePort();
  const env = { DATABASE_URL: fresh.url, MAAS_DATA_DIR: folder, PORT: String(port), ALSO_LISTEN: '127.0.0.2' };
  const region = await startRegion(readSettings(env), fresh.url, pino({ level: 'silent' }));
  const get = (host: string) => fetch(`http://${host}:${port}/MAAS/api/1.0/version/`).then(({ status }) => status);
  const began = Date.now();
  try {
    expect([await get('127.0.0.1'), await get('127.0.0.2')]).toEqual([200, 200]);
  } finally {
    await region.stop();
  }
  await expect(get('127.0.0.2')).rejects.toThrow();
  expect(Date.now() - began).toBeLessThan(9_000);
}, 60_000);

test('serve with ALSO_LISTEN and MAX_CONNECTIONS closes a connection above twice the limit there without an answer', async () => {
  await using fresh = await freshDatabase();
  const port = await freePort();
  const also = { PORT: String(port), ALSO_LISTEN: '127.0.0.2', MAX_CONNECTIONS: '1' };
  const settings = readSettings({ DATABASE_URL: fresh.url, MAAS_DATA_DIR: folder, ...also });
  const region = await startRegion(settings, fresh.url, pino({ level: 'silent' }));
  const sockets: Socket[] = [];
  const open = async () => {
    const socket = connect({ port, host: '127.0.0.2', allowHalfOpen: true });
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  try {
    // The second one takes the place of the first one, which reads its refusal and stays open.
    const refused = await open();
    const answered = once(refused, 'data');
    await open();
    expect(String((await answered)[0])).toMatch(/^HTTP\/1\.1 503 /);
    expect(await text(await open())).toBe('');
  } finally {
    for (const socket of sockets) socket.destroy();
    await region.stop();
  }
}, 60_000);

test('serve with ALSO_LISTEN that is no address of this machine says so', async () => {
  await using fresh = await freshDatabase();
  const env = { DATABASE_URL: fresh.url, MAAS_DATA_DIR: folder, PORT: '0', ALSO_LISTEN: '192.0.2.1' };
  const starting = startRegion(readSettings(env), fresh.url, pino({ level: 'silent' }));
  await expect(starting).rejects.toThrow('192.0.2.1 is not an address of this machine. Set ALSO_LISTEN to one.');
});
