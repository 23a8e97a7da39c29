import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { ClusterConfig } from '../../../src/cluster/config.js';
import { Dnsmasq } from '../../../src/cluster/dnsmasq/dnsmasq.js';
import { readLeases } from '../../../src/cluster/dnsmasq/watch-leases.js';
import { eventually } from '../../support/eventually.js';
import { type MemoryLog, memoryLog } from '../../support/log.js';
import { MachineNetwork, needsMachineNetwork, SERVER_IP } from '../../support/machine-network.js';
import { endProgram } from '../../support/processes.js';
import { makeConfig } from './config.js';

const test = needsMachineNetwork();
const MAC = '52:54:00:00:00:01';
const OTHER = '52:54:00:00:00:02';

let network: MachineNetwork;
let dnsmasq: Dnsmasq;
let log: MemoryLog;
let folders = 0;

const isPossible = process.env.CI || process.getuid?.() === 0;
beforeAll(async () => {
  if (isPossible) network = await MachineNetwork.make();
});
afterAll(async () => network?.[Symbol.asyncDispose]());
beforeEach(async () => {
  if (!isPossible) return;
  log = memoryLog();
  folders += 1;
  const tftpRoot = path.join(network.folder, 'tftp');
  await mkdir(tftpRoot, { recursive: true });
  await writeFile(path.join(tftpRoot, 'undionly.kpxe'), 'the program');
  dnsmasq = new Dnsmasq({
    folder: path.join(network.folder, `run-${folders}`),
    boot: {
      port: 5248,
      tftpRoot,
      scriptPath: '/boot.ipxe',
      bootFiles: new Map([
        [0, 'undionly.kpxe'],
        [7, 'ipxe.efi'],
      ]),
    },
    log: log.log,
    searchPath: network.searchPath,
  });
});
afterEach(() => dnsmasq?.close());

const logged = () => log.lines.join('');

async function serve(config: ClusterConfig): Promise<string[]> {
  const problems = await dnsmasq.update(config);
  await eventually(() => expect(logged()).toContain('dnsmasq serves'));
  return problems;
}

/** The id of the running dnsmasq. */
async function pidOf(): Promise<string> {
  const configuration = path.join(path.dirname(dnsmasq.leaseFile), 'dnsmasq.conf');
  return (await promisify(execFile)('pgrep', ['-f', `^\\S*dnsmasq .*${configuration}`])).stdout.trim();
}

const hosts = [{ hostname: '10h.example.com', macs: [MAC] }];

test('a machine gets address, router, names and boot files of its firmware', async () => {
  expect(await serve(makeConfig({ hosts, ntp_server: '10.9.9.9' }))).toEqual([]);
  const lease = await network.askForAddress(MAC, '-x', '0x5d:0000', '-x', 'hostname:evil');
  expect(lease).toMatchObject({
    router: '10.20.0.254',
    dns: SERVER_IP,
    domain: 'maas',
    hostname: '10h',
    lease: '3600',
    ntpsrv: '10.9.9.9',
    broadcast: '10.20.0.255',
    siaddr: SERVER_IP,
    boot_file: 'undionly.kpxe',
  });
  expect(lease.ip).toMatch(/^10\.20\.0\.1\d\d$/);
  expect((await network.askForAddress(MAC, '-x', '0x5d:0007')).boot_file).toBe('ipxe.efi');
  expect((await network.askForAddress(MAC, '-x', '0x5d:000b')).boot_file).toBe('');
  const script = await network.askForAddress(MAC, '-x', '0x5d:0000', '-x', '0x4d:69505845');
  expect(script.boot_file).toBe(`http://${SERVER_IP}:5248/boot.ipxe`);
  expect(await readLeases(dnsmasq.leaseFile)).toEqual(new Map([[lease.ip, MAC]]));
});

test('DNS answers names and addresses of machines, and says NXDOMAIN or nothing for others', async () => {
  await serve(makeConfig({ hosts }));
  const { ip = '' } = await network.askForAddress(MAC, '-x', 'hostname:evil');
  expect(await network.ask('10h.maas')).toEqual({ status: 'NOERROR', answers: [ip] });
  expect(await network.ask('-x', ip)).toEqual({ status: 'NOERROR', answers: ['10h.maas.'] });
  expect(await network.ask('AAAA', '10h.maas')).toEqual({ status: 'NOERROR', answers: [] });
  expect(await network.ask('evil.maas')).toEqual({ status: 'NXDOMAIN', answers: [] });
  expect(await network.ask('10-20-0-7.maas')).toEqual({ status: 'NOERROR', answers: ['10.20.0.7'] });
  expect(await network.ask('-x', '10.20.0.7')).toEqual({ status: 'NOERROR', answers: ['10-20-0-7.maas.'] });
});

test.each(['1234', 'infinite', 'ignore', '0'])(
  'a machine named %s has an ordinary lease and its name',
  async (hostname) => {
    await serve(makeConfig({ hosts: [{ hostname, macs: [MAC] }] }));
    expect(await network.askForAddress(MAC)).toMatchObject({ hostname, lease: '3600' });
    expect((await network.ask(`${hostname}.maas`)).answers).toHaveLength(1);
  },
);

test('new hosts are served by the same process, and leases stay', async () => {
  await serve(makeConfig({ hosts }));
  const { ip = '' } = await network.askForAddress(MAC);
  const pid = await pidOf();
  await dnsmasq.update(makeConfig({ version: '2', hosts: [{ hostname: 'renamed', macs: [MAC] }] }));
  await eventually(async () => expect((await network.ask('renamed.maas')).answers).toEqual([ip]));
  expect((await network.ask('10h.maas')).status).toBe('NXDOMAIN');
  await dnsmasq.update(makeConfig({ version: '3', hosts: [{ hostname: 'renamed', macs: [MAC] }] }));
  expect(await pidOf()).toBe(pid);
});

test('a changed interface restarts dnsmasq with its leases, and management 1 has no DNS server', async () => {
  await serve(makeConfig({ hosts }));
  const { ip } = await network.askForAddress(MAC);
  await serve(makeConfig({ hosts }, { management: 1, router_ip: SERVER_IP }));
  const renewed = await network.askForAddress(MAC);
  expect(renewed).toMatchObject({ ip, router: SERVER_IP });
  expect(renewed.dns).not.toContain(SERVER_IP);
  await expect(network.ask('10h.maas')).rejects.toThrow('dig');
});

test('a dnsmasq that is killed is started again', async () => {
  await serve(makeConfig({ hosts }));
  const pid = await pidOf();
  process.kill(Number(pid), 'SIGKILL');
  await eventually(async () => expect(await pidOf()).not.toBe(pid));
  expect((await network.askForAddress(OTHER)).dns).toBe(SERVER_IP);
  expect(logged()).toContain('it was killed');
});

test('a port that another program serves is logged, with a retry', async () => {
  const options = ['--listen-address=10.20.0.1', '--bind-interfaces', '--no-resolv', '--no-hosts', '--user=root'];
  const other = network.startBeside([
    'dnsmasq',
    '--keep-in-foreground',
    '--pid-file=',
    '--conf-file=/dev/null',
    ...options,
  ]);
  try {
    await eventually(async () => expect((await network.ask('10h.maas')).status).toBe('REFUSED'));
    await dnsmasq.update(makeConfig({ hosts }));
    await eventually(() => expect(logged()).toMatch(/another program may serve this port.*Address already in use/));
  } finally {
    await endProgram(other);
  }
  await eventually(() => expect(logged()).toContain('dnsmasq serves'));
});

test('no text of the region adds a line to the configuration', async () => {
  const evil = 'x\ndhcp-script=/tmp/evil\n';
  const config = makeConfig(
    { name: evil, hosts: [{ hostname: evil, macs: [MAC] }], ntp_server: evil, upstream_dns: evil, maas_url: evil },
    { broadcast_ip: '' },
  );
  expect(await serve(config)).not.toEqual([]);
  for (const name of ['dnsmasq.conf', 'hosts']) {
    expect(await readFile(path.join(path.dirname(dnsmasq.leaseFile), name), 'utf8')).not.toContain('evil');
  }
  expect((await network.askForAddress(MAC)).ip).toMatch(/^10\.20\.0\./);
});

test('an interface without management ends dnsmasq', async () => {
  await serve(makeConfig({ hosts }));
  await dnsmasq.update(makeConfig({}, { management: 0 }));
  await expect(pidOf()).rejects.toThrow();
});
