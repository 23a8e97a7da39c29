import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { eventually } from '../../support/eventually.js';
import { MachineNetwork, needsMachineNetwork, SERVER_IP } from '../../support/machine-network.js';
import { plaintextHeader } from '../../support/oauth.js';
import { endProgram, isRunning, processesWith } from '../../support/processes.js';
import { Cluster } from '../../support/shapes.js';
import { BIN } from '../server.js';

const test = needsMachineNetwork();
const isPossible = process.env.CI || process.getuid?.() === 0;
const API = `http://${SERVER_IP}:5240/MAAS/api/1.0/`;
/** The numbers of CAP_NET_BIND_SERVICE, CAP_NET_ADMIN and CAP_NET_RAW. */
const OF_NETWORKS = [10, 12, 13];

let network: MachineNetwork;
beforeAll(async () => {
  if (isPossible) network = await MachineNetwork.make();
});
afterAll(() => network?.[Symbol.asyncDispose]());

type Program = ReturnType<MachineNetwork['startBeside']>;
const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await endProgram(program);
});

function start(name: string, command: readonly string[] = [], iface = 'srv0') {
  const dataDir = path.join(network.folder, name);
  const environment = { MAAS_DATA_DIR: dataDir, DATABASE_URL: '', LOG_LEVEL: 'info', IMAGE_IMPORT: 'off' };
  const program = network.startBeside([...command, BIN, 'serve', '--cluster', iface], environment);
  running.push(program);
  let output = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return { dataDir, program, output: () => output };
}

/** Calls the region from the machine's end of the network. */
async function call(key: string | undefined, url: string, ...options: string[]): Promise<string> {
  const header = key === undefined ? [] : ['--header', `Authorization: ${plaintextHeader(key)}`];
  return network.onMachine('curl', '--silent', '--fail-with-body', ...header, ...options, `${API}${url}`);
}

/** The processes of a start by their commands: `serve --cluster-region`, `cluster` or `postgres`. */
async function pidsOf(dataDir: string, command: RegExp): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const line = (await read('cmdline')).split('\0').join(' ');
      return command.test(line) && `${line} ${await read('environ')}`.includes(dataDir) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** The capabilities for networks that a process has, or may get. */
async function networkCapabilities(pid: number): Promise<number[]> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const sets = ['CapPrm', 'CapEff', 'CapInh', 'CapAmb'].map((name) => {
    return BigInt(`0x${new RegExp(`^${name}:\\s*(\\w+)`, 'm').exec(status)?.[1]}`);
  });
  return OF_NETWORKS.filter((bit) => sets.some((set) => ((set >> BigInt(bit)) & 1n) === 1n));
}

const REGION = /serve --cluster-region/;
const CLUSTER = /maas-region cluster /;
const ANY = /maas-region|postgres|dnsmasq/;

test('serve --cluster serves the region on the interface and an accepted cluster without its DHCP', async () => {
  const served = start('whole');
  const { dataDir, program, output } = served;
  await eventually(() => expect(output()).toContain('The region serves'));
  await network.onMachine('ip', 'addr', 'replace', '10.20.0.77/24', 'dev', 'mac0');
  const [cluster] = z.array(Cluster).parse(JSON.parse(await call(undefined, 'nodegroups/?op=list')));
  expect(cluster).toMatchObject({ status: 1, cluster_name: 'Cluster master' });
  const identity = path.join(dataDir, 'cluster/identity.json');
  expect((await stat(identity)).mode & 0o777).toBe(0o600);
  const { uuid, key } = JSON.parse(await readFile(identity, 'utf8'));
  expect(uuid).toBe(cluster?.uuid);
  // The cluster has its configuration now.
  await eventually(() => expect(existsSync(path.join(dataDir, 'cluster/config.json'))).toBe(true));
  const config = JSON.parse(await call(key, `nodegroups/${uuid}/?op=cluster_config`));
  expect(config).toMatchObject({
    maas_url: `http://${SERVER_IP}:5240/MAAS`,
    interfaces: [{ interface: 'srv0', ip: SERVER_IP, management: 0, subnet_mask: '255.255.255.0' }],
  });
  const configuration = path.join(dataDir, 'cluster/dnsmasq/dnsmasq.conf');
  expect(await processesWith(configuration)).toEqual([]);

  // Only the cluster may do what it likes with networks.
  for (const command of [REGION, /postgres/]) {
    const pids = await pidsOf(dataDir, command);
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) expect([command, await networkCapabilities(pid)]).toEqual([command, []]);
  }
  const [first = 0] = await pidsOf(dataDir, CLUSTER);
  expect(await networkCapabilities(first)).toEqual(OF_NETWORKS);
  // A missing one would be read from .env.
  expect(`${await readFile(`/proc/${first}/environ`, 'utf8')}\0`).toContain('DATABASE_URL=\0');

  // An administrator manages the interface, and machines get addresses.
  const admin = (await readFile(path.join(dataDir, 'admin-api-key'), 'utf8')).trim();
  const range = ['management=1', 'router_ip=10.20.0.254', 'ip_range_low=10.20.0.100', 'ip_range_high=10.20.0.200'];
  const form = range.flatMap((field) => ['--form', field]);
  await call(admin, `nodegroups/${uuid}/interfaces/srv0/`, '--request', 'PUT', ...form);
  await eventually(async () => expect(await processesWith(configuration)).toHaveLength(1));
  const lease = await eventually(() => network.askForAddress('02:20:00:00:00:01'));
  expect(lease.ip).toMatch(/^10\.20\.0\.1\d\d$/);

  // A cluster that is killed is started again.
  process.kill(first, 'SIGKILL');
  await eventually(async () => {
    const again = await pidsOf(dataDir, CLUSTER);
    expect(again).toHaveLength(1);
    expect(again).not.toContain(first);
    expect(await processesWith(configuration)).toHaveLength(1);
  });
  expect(output()).toContain('the cluster ended, and is started again');
  for (const hidden of [key.split(':')[2], admin.split(':')[2]]) expect(output()).not.toContain(hidden);

  await endProgram(program, 'SIGTERM');
  expect([program.exitCode, await pidsOf(dataDir, ANY)]).toEqual([0, []]);
}, 240_000);

test('serve --cluster that is killed leaves no process, and its next start has the same cluster', async () => {
  const killed = start('killed');
  await eventually(() => expect(killed.output()).toContain('The region serves'));
  const pids = await pidsOf(killed.dataDir, ANY);
  await endProgram(killed.program, 'SIGKILL');
  await eventually(() => expect(pids.filter(isRunning)).toEqual([]));
  const before = await readFile(path.join(killed.dataDir, 'cluster/identity.json'), 'utf8');
  const again = start('killed');
  await eventually(() => expect(again.output()).toContain('The region serves'));
  expect(await readFile(path.join(again.dataDir, 'cluster/identity.json'), 'utf8')).toBe(before);
}, 240_000);

test('serve --cluster waits for a carrier, and serves on without one', async () => {
  await network.setCable('down');
  const ended = start('dark');
  await eventually(() => expect(ended.output()).toContain('waiting until the interface srv0 has a carrier'));
  await endProgram(ended.program, 'SIGTERM');
  expect([ended.program.exitCode, existsSync(ended.dataDir)]).toEqual([0, false]);

  const { dataDir, output } = start('dark');
  await eventually(() => expect(output()).toContain('waiting until the interface srv0 has a carrier'));
  await network.setCable('up');
  await eventually(() => expect(output()).toContain('The region serves'));
  const [first = 0] = await eventually(async () => {
    const pids = await pidsOf(dataDir, CLUSTER);
    expect(pids).toHaveLength(1);
    return pids;
  });
  await network.setCable('down');
  process.kill(first, 'SIGKILL');
  await eventually(async () => {
    const again = await pidsOf(dataDir, CLUSTER);
    expect(again).toHaveLength(1);
    expect(again).not.toContain(first);
  });
  expect(await pidsOf(dataDir, REGION)).toHaveLength(1);
  await network.setCable('up');
}, 240_000);

test.each<[string, readonly string[], string, RegExp]>([
  ['without a capability', ['setpriv', '--bounding-set', '-net_admin'], 'srv0', /DHCP needs CAP_NET_ADMIN/],
  [
    'without iPXE',
    ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /usr/lib/ipxe; exec "$@"', 'sh'],
    'srv0',
    /iPXE is not installed/,
  ],
  [
    'with another ALSO_LISTEN',
    ['env', 'ALSO_LISTEN=10.20.0.9'],
    'srv0',
    /With --cluster, ALSO_LISTEN is 10\.20\.0\.1\./,
  ],
  ['on an unknown interface', [], 'srv1', /This host has no interface "srv1"\. It has srv0\./],
])('serve --cluster %s says so, and makes nothing', async (name, command, iface, message) => {
  const { dataDir, program, output } = start(name.replaceAll(' ', '-'), command, iface);
  const [code] = await once(program, 'exit');
  expect([code, output()]).toEqual([1, expect.stringMatching(message)]);
  expect(existsSync(dataDir)).toBe(false);
});
