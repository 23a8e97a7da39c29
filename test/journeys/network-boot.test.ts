import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { ClusterProgram, relayRegion } from '../support/cluster-program.js';
import { eventually } from '../support/eventually.js';
import { makeNode } from '../support/factories/nodes.js';
import { MachineNetwork, needsMachineNetwork } from '../support/machine-network.js';
import { useRegion } from '../support/region.js';
import { GREETING } from './network-boot/disks.js';
import { publishImage, sha256 } from './network-boot/image.js';
import { KERNEL, makeInitrd, readKernel } from './network-boot/kernel.js';
import { BOOT_MS, FIRMWARES, type Firmware, IPXE, OVMF, VirtualMachine } from './network-boot/virtual-machine.js';

/** These packages have no program that needsTools could look for. */
const NEEDED = { ipxe: existsSync(IPXE), ovmf: existsSync(OVMF.code), 'linux-image-cloud-amd64': KERNEL !== undefined };
const lacking = Object.entries(NEEDED).flatMap(([name, isThere]) => (isThere ? [] : [name]));
const isRun = process.env.CI !== undefined || (process.getuid?.() === 0 && lacking.length === 0);
if (!isRun) process.stderr.write(`Machines that boot from the network need root and ${lacking.join(' ')}: skipped\n`);
const test = isRun ? needsMachineNetwork() : needsMachineNetwork().skip;

const region = useRegion();
let network: MachineNetwork;
let relay: AsyncDisposable;
let cluster: ClusterProgram;
let taps: readonly string[];
let root: Buffer;

beforeAll(async () => {
  if (!isRun) return;
  network = await MachineNetwork.make();
  taps = await network.addTaps(6);
  relay = await relayRegion(network, region);
  cluster = ClusterProgram.start(network, 'cluster');
  root = randomBytes(1_000_000);
  const kernels = { 'boot-kernel': readKernel(), 'boot-initrd': makeInitrd() };
  const installer = { 'di-kernel': randomBytes(1_000), 'di-initrd': randomBytes(1_000) };
  await publishImage(region, (await cluster.readClaim()).uuid, { ...kernels, ...installer, squashfs: root });
  (await region.post('admin', 'maas/', { op: 'set_config', name: 'kernel_opts', value: 'console=ttyS0' })).ok();
  const uuid = await cluster.accept(region);
  await cluster.waitForService();
  await eventually(async () => {
    expect((await region.get('admin', `nodegroups/${uuid}/boot-images/`)).text).toContain('commissioning');
  });
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await relay?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

const macOf = (number: number) => `52:54:00:00:00:0${number}`;

/** Switches a machine on. Its MAC address ends with the number of its network device. */
function switchOn(firmware: Firmware, number: number, hasIpxe = false): Promise<VirtualMachine> {
  const folder = path.join(network.folder, `machine-${number}`);
  return VirtualMachine.start({ firmware, hasIpxe, mac: macOf(number), network, tap: taps[number] ?? '', folder });
}

describe.concurrent('a machine that boots from the network', { timeout: 2 * BOOT_MS }, () => {
  for (const [index, firmware] of FIRMWARES.entries()) {
    test(`powers off when it is not in use (${firmware})`, async () => {
      await makeNode(region, 'ready', { macs: [macOf(index)] });
      await using machine = await switchOn(firmware, index);
      await machine.waitForEnd();
      expect(machine.serial).toContain('This machine is not in use. It powers off.');
      expect(machine.serial).not.toContain('cannot power it off');
    });

    test(`boots its disk when it is installed (${firmware})`, async () => {
      const number = 2 + index;
      const { system_id } = await makeNode(region, 'allocated', { macs: [macOf(number)] });
      (await region.post(null, `/MAAS/metadata/latest/by-id/${system_id}/`, { op: 'netboot_off' })).ok();
      await using machine = await switchOn(firmware, number);
      await machine.waitFor('/script... ok');
      // Some firmware tries other ways to boot from the network next, and each of them has a timeout.
      await machine.unplug();
      await machine.waitFor(GREETING);
    });

    test(`that is unknown fetches kernel, initrd and root, and nothing else (${firmware})`, async () => {
      await using machine = await switchOn(firmware, 4 + index, firmware === 'bios');
      await machine.waitForEnd();
      expect(machine.serial).toContain(`ROOT: ${sha256(root)}`);
      expect(machine.serial).toMatch(/OPTIONS: .* ci\.ds=MAAS .*console=ttyS0/);
      const [, address] = /lease of (\S+) obtained/.exec(machine.serial) ?? [];
      const fetched = [...cluster.output.matchAll(new RegExp(`${address} fetches ([\\w-]+)`, 'g'))];
      expect(fetched.map(([, name]) => name)).toEqual(['boot-kernel', 'boot-initrd', 'squashfs']);
    });
  }
});
