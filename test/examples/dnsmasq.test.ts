import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { PROGRAMS } from '../../src/cluster/boot/programs/programs.js';
import { reportImages } from '../support/factories/images.js';
import { makeNode, randomMac } from '../support/factories/nodes.js';
import { readNode } from '../support/nodes.js';
import { type Region, startRegion } from '../support/region.js';
import { TOOL_PATH } from '../support/tool-packages.js';
import { needsTools } from '../support/tools.js';

const EXAMPLE = path.resolve(import.meta.dirname, '../../examples/dnsmasq');
const SCRIPT = path.join(EXAMPLE, 'maas-dnsmasq');
const run = promisify(execFile);
const test = needsTools('python3');

let region: Region;
let folder: string;
let gateway: ChildProcess;
let url: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  region = await startRegion();
  await reportImages(region);
  folder = await mkdtemp(path.join(tmpdir(), 'maas-dnsmasq-'));
  const { uuid, key } = region.worker;
  const lines = [`url = ${new URL('/MAAS', region.api)}`, `uuid = ${uuid}`, `key = ${key}`];
  lines.push(`leases = ${folder}/leases`, 'address = 127.0.0.1', 'port = 0');
  await writeFile(path.join(folder, 'conf'), `[maas]\n${lines.join('\n')}\n`);
  env = { ...process.env, MAAS_DNSMASQ_CONFIG: path.join(folder, 'conf') };
  gateway = spawn('python3', [SCRIPT, 'boot'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  if (!gateway.stdout) throw new Error('the gateway has no output');
  const [line]: string[] = await once(createInterface(gateway.stdout), 'line');
  url = `http://${/[\d.]+:\d+$/.exec(line ?? '')?.[0]}`;
});
afterAll(async () => {
  gateway.kill();
  await region[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const boot = async (mac: string) => (await fetch(`${url}/boot?mac=${mac.replaceAll(':', '-')}&arch=amd64`)).text();

test('an unknown machine boots into enlistment with images of the region', async () => {
  expect(await (await fetch(url)).text()).toMatch(/^#!ipxe\n(.*\n)*chain --replace \/boot\?mac=/);
  const script = await boot(randomMac());
  const images = `${new URL('/MAAS', region.api)}/images/clusters/${region.worker.uuid}/current/ubuntu/amd64/generic/trusty/release`;
  expect(script).toContain(`kernel ${images}/boot-kernel initrd=boot-initrd `);
  expect(script).toContain(' ci.ds=MAAS ');
  expect(script).toContain(`cloud-config-url=${new URL('/MAAS', region.api)}/metadata/latest/enlist-preseed/`);
});

test('a known machine boots by its state: powers off, installs, or boots from its disk', async () => {
  const ready = await makeNode(region, 'ready');
  const mac = ready.macaddress_set[0]?.mac_address ?? '';
  expect(await boot(mac)).toContain('chain /poweroff-bios ||\n');
  const allocated = await makeNode(region, 'allocated');
  const itsMac = allocated.macaddress_set[0]?.mac_address ?? '';
  expect(await boot(itsMac)).toContain(`/metadata/latest/by-id/${allocated.system_id}/?op=get_preseed`);
  const off = `/MAAS/metadata/latest/by-id/${allocated.system_id}/`;
  (await region.post(null, off, { op: 'netboot_off' })).ok();
  expect(await boot(itsMac)).toContain('sanboot');
});

test('the programs for machines are those of the cluster', async () => {
  for (const [name, bytes] of PROGRAMS) {
    expect(Buffer.from(await (await fetch(`${url}/${name}`)).arrayBuffer()).equals(bytes)).toBe(true);
  }
});

test('kernel options that iPXE would take apart are left out', async () => {
  const options = 'console=ttyS0 || \u0024{x} # quiet';
  (await region.post('admin', 'maas/', { op: 'set_config', name: 'kernel_opts', value: options })).ok();
  expect(await boot(randomMac())).toMatch(/ log_host=\S+ console=ttyS0 quiet \|\| goto failed\n/);
});

test('a machine whose MAC address is not valid asks again', async () => {
  const script = await boot('x');
  expect(script).toMatch(/^#!ipxe\necho The region does not say how this machine boots: .*\n:again\n/);
  expect(script).not.toMatch(/sanboot|kernel/);
});

test('leases of dnsmasq become the addresses of nodes', async () => {
  const node = await makeNode(region, 'ready');
  const mac = node.macaddress_set[0]?.mac_address;
  const leases = [`1790000000 ${mac} 10.20.0.101 host 01:${mac}`, '1790000000 12345 fd00::1 host 00:01'];
  await writeFile(path.join(folder, 'leases'), `${leases.join('\n')}\nduid 00:01:00\n`);
  await run('python3', [SCRIPT, 'add', String(mac), '10.20.0.101', 'host'], { env });
  expect((await readNode(region, node.system_id)).ip_addresses).toEqual(['10.20.0.101']);
});

needsTools('dnsmasq')('dnsmasq accepts its configuration', async () => {
  const { stderr } = await run('dnsmasq', ['--test', `--conf-file=${EXAMPLE}/dnsmasq.conf`], {
    env: { ...process.env, PATH: TOOL_PATH },
  });
  expect(stderr).toContain('syntax check OK');
});
