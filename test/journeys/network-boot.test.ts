import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { makeNode } from '../support/factories/nodes.js';
import { needsMachineNetwork, SERVER_IP } from '../support/machine-network.js';
import { useRegion } from '../support/region.js';
import { BootSite, REGION_SETTINGS } from './network-boot/boot-site.js';
import { GREETING } from './network-boot/disks.js';
import { sha256 } from './network-boot/image.js';
import { KERNEL, makeInitrd, readKernel } from './network-boot/kernel.js';
import { BOOT_MS, FIRMWARES, type Firmware, IPXE, OVMF, VirtualMachine } from './network-boot/virtual-machine.js';

/** These packages have no program that needsTools could look for. */
const NEEDED = { ipxe: existsSync(IPXE), ovmf: existsSync(OVMF.code), 'linux-image-cloud-amd64': KERNEL !== undefined };
const lacking = Object.entries(NEEDED).flatMap(([name, isThere]) => (isThere ? [] : [name]));
const isRun = process.env.CI !== undefined || (process.getuid?.() === 0 && lacking.length === 0);
if (!isRun) process.stderr.write(`Machines that boot from the network need root and ${lacking.join(' ')}: skipped\n`);
const test = isRun ? needsMachineNetwork() : needsMachineNetwork().skip;

const region = useRegion(REGION_SETTINGS);
let site: BootSite;
let root: Buffer;

beforeAll(async () => {
  if (!isRun) return;
  root = randomBytes(1_000_000);
  const [kernel, initrd] = [readKernel(), makeInitrd()];
  // The same system has other bytes, and so another hash.
  const installer = { 'di-kernel': padded(kernel), 'di-initrd': padded(initrd) };
  site = await BootSite.make(region, 7, { 'boot-kernel': kernel, 'boot-initrd': initrd, ...installer, squashfs: root });
});
afterAll(() => site?.[Symbol.asyncDispose]());

const macOf = (number: number) => `52:54:00:00:00:0${number}`;

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(512)]);

/** Switches a machine on. Its MAC address ends with the number of its network device. */
function switchOn(firmware: Firmware, number: number, hasIpxe = false): Promise<VirtualMachine> {
  const { network, taps } = site;
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
      await machine.waitFor(GREETING);
      // Firmware that tries the network again, by IPv6 or HTTP, does so for minutes.
      expect(machine.serial).not.toContain('IPv6');
    });

    test(`that is unknown fetches kernel, initrd and root, and nothing else (${firmware})`, async () => {
      await using machine = await switchOn(firmware, 4 + index, firmware === 'bios');
      await machine.waitForEnd();
      expect(machine.serial).toContain(`ROOT: ${sha256(root)}`);
      expect(machine.serial).toMatch(/OPTIONS: .* ci\.ds=MAAS .*console=ttyS0/);
      expect(filesFetchedBy(machine)).toEqual(['boot-kernel', 'boot-initrd', 'squashfs']);
    });
  }

  test('starts the Debian installer with its preseed when no other installer is chosen', async () => {
    const { system_id } = await makeNode(region, 'allocated', { macs: [macOf(6)], hostname: 'tree' });
    const fast = 'tags/use-fastpath-installer/';
    (await region.post('admin', fast, { op: 'update_nodes', remove: system_id })).ok();
    await using machine = await switchOn('bios', 6, true);
    await machine.waitForEnd();
    const preseed = `http://${SERVER_IP}:5240/MAAS/metadata/latest/by-id/${system_id}/?op=get_preseed`;
    const [, options] = /OPTIONS: (.*)/.exec(machine.serial) ?? [];
    expect(options?.split(' ')).toEqual(
      expect.arrayContaining(['auto=true', 'priority=critical', `url=${preseed}`, 'hostname=tree']),
    );
    expect(machine.serial).toContain('d-i preseed/late_command string ');
    expect(filesFetchedBy(machine)).toEqual(['di-kernel', 'di-initrd']);
  });
});

/** The files of images that a machine with iPXE and the test's initrd has fetched. */
function filesFetchedBy({ serial }: VirtualMachine): string[] {
  const [, address] = /lease of (\S+) obtained/.exec(serial) ?? [];
  return [...site.cluster.output.matchAll(new RegExp(`${address} fetches ([\\w-]+)`, 'g'))].map(
    ([, name]) => `${name}`,
  );
}
