import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { ClusterProgram, relayRegion } from '../../support/cluster-program.js';
import { eventually } from '../../support/eventually.js';
import { makeNode } from '../../support/factories/nodes.js';
import { MachineNetwork, needsMachineNetwork, SERVER_IP } from '../../support/machine-network.js';
import { readNode } from '../../support/nodes.js';
import { endProgram, processesWith } from '../../support/processes.js';
import { useRegion } from '../../support/region.js';

const test = needsMachineNetwork();
const isPossible = process.env.CI || process.getuid?.() === 0;
const region = useRegion();
let network: MachineNetwork;
let relay: AsyncDisposable;
const running: AsyncDisposable[] = [];

beforeAll(async () => {
  if (!isPossible) return;
  network = await MachineNetwork.make();
  relay = await relayRegion(network, region);
});
afterEach(async () => {
  for (const program of running.splice(0)) await program[Symbol.asyncDispose]();
});
afterAll(async () => {
  if (!isPossible) return;
  await relay[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
});

function start(name: string): ClusterProgram {
  const cluster = ClusterProgram.start(network, name);
  running.push(cluster);
  return cluster;
}

test('a new cluster is accepted by its code, serves its machines, and reports their leases', async () => {
  const cluster = start('first');
  const uuid = await cluster.accept(region);
  await cluster.waitForService();
  const node = await makeNode(region, 'ready');
  const data = { nodegroup: { connect: { uuid } } };
  await region.database.prisma.node.update({ where: { systemId: node.system_id }, data });
  const mac = node.macaddress_set[0]?.mac_address ?? '';
  const name = node.hostname.split('.', 1)[0] ?? '';
  const lease = await network.askForAddress(mac, '-x', '0x5d:0000');
  expect(lease).toMatchObject({ router: '10.20.0.254', dns: SERVER_IP, boot_file: 'undionly.kpxe' });
  expect((await network.fetchByTftp('undionly.kpxe')).equals(await readFile('/usr/lib/ipxe/undionly.kpxe'))).toBe(true);
  await expect(network.fetchByTftp('../identity.json')).rejects.toThrow(/timeout|error/i);
  await eventually(async () => expect((await readNode(region, node.system_id)).ip_addresses).toEqual([lease.ip]));
  await eventually(async () => expect((await network.ask(`${name}.maas`)).answers).toEqual([lease.ip]));
  for (const file of ['identity.json', 'config.json']) {
    expect((await stat(path.join(cluster.folder, file))).mode & 0o777).toBe(0o600);
  }
  const { secret, key } = JSON.parse(await readFile(path.join(cluster.folder, 'identity.json'), 'utf8'));
  for (const hidden of [secret, key.split(':')[2]]) expect(cluster.output).not.toContain(hidden);

  // Killed without a chance to clean up, it leaves no dnsmasq.
  const configuration = path.join(cluster.folder, 'dnsmasq/dnsmasq.conf');
  expect(await processesWith(configuration)).toHaveLength(1);
  await endProgram(cluster.program, 'SIGKILL');
  await eventually(async () => expect(await processesWith(configuration)).toEqual([]));

  // The next start needs no administrator, and keeps the leases.
  const again = start('first');
  await again.waitForService();
  expect((await network.askForAddress(mac)).ip).toBe(lease.ip);
  await endProgram(again.program, 'SIGTERM');
  expect(again.program.exitCode).toBe(0);
  expect(await processesWith(configuration)).toEqual([]);
});

test('a cluster that is rejected ends DHCP', async () => {
  const cluster = start('rejected');
  const uuid = await cluster.accept(region);
  await cluster.waitForService();
  (await region.post('admin', 'nodegroups/', { op: 'reject', uuid })).ok();
  await eventually(() => expect(cluster.output).toContain('the region has rejected this cluster'));
  expect(await processesWith(path.join(cluster.folder, 'dnsmasq/dnsmasq.conf'))).toEqual([]);
});

test('a foreign DHCP server is reported', async () => {
  const foreign = await network.startForeignServer('10.20.0.2');
  running.push({ [Symbol.asyncDispose]: () => endProgram(foreign) });
  const cluster = start('foreign');
  const uuid = await cluster.accept(region);
  await eventually(() => expect(cluster.output).toContain('another DHCP server, 10.20.0.2, answers on srv0'));
  const { database } = region;
  const where = { nodegroup: { uuid } };
  await eventually(async () =>
    expect(await database.prisma.nodegroupInterface.findFirst({ where })).toMatchObject({ foreignDhcpIp: '10.20.0.2' }),
  );
});

test('another DHCP server on the host of the cluster is reported', async () => {
  const cluster = start('shared');
  await cluster.accept(region);
  await cluster.waitForService();
  const basics = ['--keep-in-foreground', '--pid-file=', '--conf-file=/dev/null', '--leasefile-ro', '--user=root'];
  const range = ['--port=0', '--bind-dynamic', '--interface=srv0', '--dhcp-range=10.20.0.10,10.20.0.20'];
  const other = network.startBeside(['dnsmasq', ...basics, ...range]);
  running.push({ [Symbol.asyncDispose]: () => endProgram(other) });
  await vi.waitFor(
    () => expect(cluster.output).toContain('another DHCP server on this host answers on srv0'),
    // It is looked for once a minute.
    { timeout: 150_000, interval: 200 },
  );
}, 180_000);

test.each([
  // The relay to the region has this port.
  [{ CLUSTER_HTTP_PORT: '5240' }, /Port 5240 .* is in use by another program/],
  [{ MAAS_DATA_DIR: '/dev/null/data' }, /\/dev\/null\/data\/cluster cannot be made: ENOTDIR/],
])('a cluster with %j ends with one line that says why', async (environment, message) => {
  const cluster = ClusterProgram.start(network, 'unable', environment);
  await once(cluster.program, 'close');
  expect(cluster.program.exitCode).toBe(1);
  expect(cluster.output).toMatch(message);
  expect(cluster.output.match(/^maas-region: /gm)).toHaveLength(1);
});
