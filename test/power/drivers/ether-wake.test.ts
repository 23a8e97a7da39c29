import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import pino from 'pino';
import { expect, test } from 'vitest';
import { startJobs } from '../../../src/server/jobs.js';
import { readSettings } from '../../../src/settings.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { actionsOf, ask, poweredNode, poweredNodes, states } from '../support.js';

/** Receives the packets that are sent to it on the loopback. */
async function listener(): Promise<AsyncDisposable & { socket: Socket; port: number; packets: Buffer[] }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const packets: Buffer[] = [];
  socket.on('message', (packet) => packets.push(packet));
  const close = async () => {
    socket.close();
  };
  return { socket, port: socket.address().port, packets, [Symbol.asyncDispose]: close };
}

async function jobsOn(fresh: Awaited<ReturnType<typeof freshDatabase>>, port: number): Promise<AsyncDisposable> {
  const services = { settings: readSettings({}), database: fresh.database, log: pino({ level: 'silent' }) };
  const jobs = await startJobs(services, { environment: { wakeOnLan: { address: '127.0.0.1', port } } });
  return { [Symbol.asyncDispose]: () => jobs.stop() };
}

const packetFor = (mac: string) => `${'ff'.repeat(6)}${mac.replaceAll(':', '').repeat(16)}`;

test('power-on by Wake-on-LAN sends one magic packet: 6 times FF, then 16 times the MAC address', async () => {
  await using target = await listener();
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'ether_wake', { mac_address: 'AA:BB:CC:01:02:03' });
  await using _jobs = await jobsOn(fresh, target.port);
  await ask(fresh.database, [node], 'on');
  await eventually(async () => expect(await states(fresh.database, node)).toEqual(['on done']));
  await eventually(() => expect(target.packets.map((packet) => packet.toString('hex'))).toHaveLength(1));
  expect(target.packets[0]?.toString('hex')).toBe(packetFor('aa:bb:cc:01:02:03'));
  expect(await actionsOf(fresh.database, node)).toMatchObject([{ tries: 1, error: '', ended: expect.any(Date) }]);
});

test('power-on without a MAC address in the parameters uses the first of the node', async () => {
  await using target = await listener();
  await using fresh = await freshDatabase();
  const nodes = await poweredNodes(fresh.database, 3, 'ether_wake');
  await using _jobs = await jobsOn(fresh, target.port);
  await ask(fresh.database, nodes, 'on');
  await eventually(() => expect(target.packets).toHaveLength(3));
  const { rows } = await fresh.database.pool.query<{ mac: string }>(
    'SELECT DISTINCT ON (node_id) mac FROM mac_addresses ORDER BY node_id, id',
  );
  const expected = rows.map(({ mac }) => packetFor(mac));
  expect(target.packets.map((packet) => packet.toString('hex')).sort()).toEqual(expected.sort());
});

test('power-off and power-on of one node are performed in this order', async () => {
  await using target = await listener();
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'sm15k', { system_id: 'none' });
  await ask(fresh.database, [node], 'off');
  await ask(fresh.database, [node], 'on');
  await using _jobs = await jobsOn(fresh, target.port);
  await eventually(async () => expect(await states(fresh.database, node)).toEqual(['off failed', 'on failed']));
  const [off, on] = await actionsOf(fresh.database, node);
  expect(on?.started?.getTime()).toBeGreaterThanOrEqual(off?.ended?.getTime() ?? Number.NaN);
});

test('power-on with an invalid MAC address is recorded as failed', async () => {
  await using target = await listener();
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'ether_wake', { mac_address: '10.0.0.1 --help' });
  await using _jobs = await jobsOn(fresh, target.port);
  await ask(fresh.database, [node], 'on');
  await eventually(async () => expect(await states(fresh.database, node)).toEqual(['on failed']));
  expect(await actionsOf(fresh.database, node)).toMatchObject([
    { tries: 1, error: 'The MAC Address is not a valid MAC address.' },
  ]);
  expect(target.packets).toEqual([]);
});
