import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test as plainTest, vi } from 'vitest';
import { Steps } from '../loop/steps.js';
import { makeNode } from '../support/factories/nodes.js';
import { type MachineNetwork, SERVER_IP } from '../support/machine-network.js';
import { endProgram } from '../support/processes.js';
import { useRegion } from '../support/region.js';
import { relayCommand, relayTo } from '../support/relay.js';
import { BootSite, REGION_SETTINGS } from './network-boot/boot-site.js';
import { HttpProxy } from './network-boot/http-proxy.js';
import { VirtualMachine } from './network-boot/virtual-machine.js';

/** The folder of the installer's kernel and initrd, which scripts/installer.mjs sets. CI has no time for this test. */
const INSTALLER = process.env.DEBIAN_INSTALLER;
const test = plainTest.skipIf(INSTALLER === undefined);

const HOUR_MS = 3_600_000;
const MAC = '52:54:00:00:00:01';
const PROXY_PORT = 3142;
const SETTINGS = {
  main_archive: 'http://deb.debian.org/debian',
  http_proxy: `http://${SERVER_IP}:${PROXY_PORT}/`,
  kernel_opts: 'console=ttyS0 DEBIAN_FRONTEND=text',
};
/** Prints what machines log by syslog. */
const SYSLOG = `
require('node:dgram').createSocket('udp4').on('message', (text) => console.log(String(text))).bind(514);
`;

const region = useRegion(REGION_SETTINGS);

test("Debian's installer takes the preseed and asks nothing until it fetches its parts", {
  timeout: 2 * HOUR_MS,
}, async () => {
  const steps = new Steps();
  await using site = await BootSite.make(region, 1, await imageFiles());
  const { network, cluster, taps } = site;
  await using proxy = await HttpProxy.start();
  const socket = path.join(network.folder, 'proxy');
  await using _relay = await relayTo(proxy.port, socket);
  await using _inside = startBeside(network, relayCommand(socket, PROXY_PORT));
  await using syslog = startBeside(network, [process.execPath, '-e', SYSLOG]);
  let log = '';
  syslog.program.stdout.on('data', (chunk) => {
    log += chunk;
  });
  for (const [name, value] of Object.entries(SETTINGS))
    (await region.post('admin', 'maas/', { op: 'set_config', name, value })).ok();
  const { system_id } = await makeNode(region, 'allocated', { macs: [MAC] });
  (await region.post('admin', 'tags/use-fastpath-installer/', { op: 'update_nodes', remove: system_id })).ok();

  await using machine = await VirtualMachine.start({
    ...{ firmware: 'bios', hasIpxe: true, memoryMib: 1_024, diskBytes: 8 * 1024 ** 3 },
    ...{ mac: MAC, network, tap: taps[0] ?? '', folder: path.join(network.folder, 'machine') },
  });
  await soon(() => expect(cluster.output).toMatch(/fetches di-kernel.*fetches di-initrd/s));
  steps.done('the kernel and the initrd of the installer are fetched');
  const preseed = `http://${SERVER_IP}:5240/MAAS/metadata/latest/by-id/${system_id}/?op=get_preseed`;
  await soon(() => expect(log).toContain(`preseed: successfully loaded preseed file from ${preseed}`));
  steps.done('the installer has loaded the preseed');
  await soon(() => expect(proxy.urls.join('\n')).toMatch(/^http:\/\/deb\.debian\.org\/debian\/dists\/\w+\/Release$/m));
  steps.done('it has asked the mirror');
  await soon(() => expect(proxy.urls.join('\n')).toMatch(/\.udeb$/m));
  steps.done('it has verified the index of the mirror, and fetches its parts');
  // It asks only how to go on when the mirror lacks a part.
  const [before] = machine.serial.split('The installer failed to download a file from the mirror.');
  expect(before).not.toContain('Prompt:');
});

function startBeside(network: MachineNetwork, command: readonly string[]) {
  const program = network.startBeside(command);
  return { program, [Symbol.asyncDispose]: () => endProgram(program) };
}

async function imageFiles(): Promise<Record<string, Buffer>> {
  const file = (name: string) => readFile(path.join(INSTALLER ?? '', name));
  const unused = Buffer.from('not booted');
  return {
    ...{ 'boot-kernel': unused, 'boot-initrd': unused },
    ...{ 'di-kernel': await file('linux'), 'di-initrd': await file('initrd.gz') },
  };
}

const soon = <Result>(check: () => Result | Promise<Result>) =>
  vi.waitFor(check, { timeout: HOUR_MS, interval: 1_000 });
