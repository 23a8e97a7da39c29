import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type DnsmasqInput, writeConfiguration } from '../../../src/cluster/dnsmasq/configuration.js';
import { readNetworks } from '../../../src/cluster/dnsmasq/networks.js';
import { useFolder } from '../../support/folder.js';
import { TOOL_PATH } from '../../support/tool-packages.js';
import { needsTools } from '../../support/tools.js';
import { makeConfig } from './config.js';

const folder = useFolder();
const [first] = makeConfig().interfaces;
const second = {
  interface: 'eth2.100',
  ip: '10.30.0.1',
  management: 1 as const,
  subnet_mask: '255.255.240.0',
  broadcast_ip: '',
  router_ip: '',
  ip_range_low: '10.30.1.0',
  ip_range_high: '10.30.15.254',
};

function input(changes: Partial<DnsmasqInput> = {}): DnsmasqInput {
  const { networks } = readNetworks(makeConfig({ interfaces: first ? [first, second] : [] }));
  const boot = {
    port: 5248,
    tftpRoot: '/srv/tftp',
    scriptPath: '/boot.ipxe',
    bootFiles: new Map([[11, 'firmware-11']]),
  };
  const files = { hosts: '/srv/hosts', leases: '/srv/leases' };
  const servers = { forwarders: ['10.0.0.53'], resolvers: ['10.0.0.1', '10.0.0.2'], ntpServers: [] };
  return { networks, zone: 'rack.example', boot, files, ...servers, ...changes };
}

const linesOf = (changes?: Partial<DnsmasqInput>) => writeConfiguration(input(changes)).split('\n');

test('each network has its range, router, DNS servers and script', () => {
  const lines = linesOf();
  for (const line of [
    'dhcp-range=set:net0,10.20.0.100,10.20.0.200,255.255.255.0,10.20.0.255,1h',
    'dhcp-range=set:net1,10.30.1.0,10.30.15.254,255.255.240.0,10.30.15.255,1h',
    'dhcp-option=tag:net0,option:router,10.20.0.254',
    'dhcp-option=tag:net1,option:router',
    'dhcp-option=tag:net0,option:dns-server,10.20.0.1',
    'dhcp-option=tag:net1,option:dns-server,10.0.0.1,10.0.0.2',
    'dhcp-boot=tag:ipxe,tag:net0,http://10.20.0.1:5248/boot.ipxe',
    'dhcp-boot=tag:ipxe,tag:net1,http://10.30.0.1:5248/boot.ipxe',
    'dhcp-match=set:firmware-11,option:client-arch,11',
    'dhcp-boot=tag:!ipxe,tag:firmware-11,firmware-11',
    'rev-server=10.20.0.0/24',
    'server=10.0.0.53',
    'local=/rack.example/',
  ]) {
    expect(lines).toContain(line);
  }
  expect(lines).not.toContain('rev-server=10.30.0.0/20');
  expect(lines.filter((line) => line.startsWith('dhcp-match='))).toHaveLength(1);
});

test('without management 2 there is no DNS server', () => {
  const networks = input().networks.filter(({ dns }) => !dns);
  const lines = linesOf({ networks });
  expect(lines).toContain('port=0');
  expect(lines.filter((line) => /^(server|local|rev-server|synth-domain)=/.test(line))).toEqual([]);
});

needsTools('dnsmasq').each([
  [{}],
  [{ zone: undefined, boot: undefined, forwarders: [], resolvers: [], ntpServers: ['10.0.0.7', '10.0.0.8'] }],
])('dnsmasq accepts the configuration with %j', async (changes) => {
  const file = folder.at('dnsmasq.conf');
  await writeFile(file, writeConfiguration(input(changes)));
  const env = { ...process.env, PATH: TOOL_PATH };
  const { stderr } = await promisify(execFile)('dnsmasq', ['--test', `--conf-file=${file}`], { env });
  expect(stderr).toContain('syntax check OK');
});
