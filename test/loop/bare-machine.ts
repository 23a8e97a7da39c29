import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Libvirtd, virsh } from '../support/libvirt.js';
import { BRIDGE } from '../userland/site.js';

const run = promisify(execFile);

const NAME = 'bare';
const TAP = 'tap0';
const DISK_BYTES = 6 * 1024 ** 3;
const TUN = '/dev/net/tun';

/** A machine of libvirt without KVM and without an operating system. It boots from the network first, then its disk. */
export class BareMachine {
  readonly name = NAME;

  private constructor(
    readonly mac: string,
    /** The URI of its libvirt */
    readonly uri: string,
    private readonly serialFile: string,
  ) {}

  /** Makes the machine, which is off, on the bridge of the site. The mount namespace is one of this process. */
  static async make(libvirtd: Libvirtd, mac: string): Promise<BareMachine> {
    const folder = path.join(libvirtd.folder, NAME);
    await mkdir(folder);
    await chmod(folder, 0o777);
    const disk = path.join(folder, 'disk');
    await writeFile(disk, '');
    await truncate(disk, DISK_BYTES);
    await chmod(disk, 0o666);
    await addTap(folder);
    const serialFile = path.join(folder, 'serial');
    await libvirtd.define(libvirtd.sessionUri, NAME, domain({ mac, disk, serialFile }));
    return new BareMachine(mac, libvirtd.sessionUri, serialFile);
  }

  async isOn(): Promise<boolean> {
    return (await virsh(this.uri, 'domstate', NAME)) === 'running';
  }

  /** Somebody presses its button. */
  async powerOn(): Promise<void> {
    await virsh(this.uri, 'start', NAME);
  }

  /** All that it has printed on its serial line; nothing before its first start */
  async readSerial(): Promise<string> {
    return readFile(this.serialFile, 'latin1').catch(() => '');
  }
}

/** libvirtd and its machines run as an ordinary account, which has to be able to use the device. */
async function addTap(folder: string): Promise<void> {
  const tun = path.join(folder, 'tun');
  await run('mknod', ['--mode=666', tun, 'c', '10', '200']);
  await run('mount', ['--bind', tun, TUN]);
  await run('ip', ['tuntap', 'add', 'dev', TAP, 'mode', 'tap', 'user', 'nobody']);
  await run('ip', ['link', 'set', TAP, 'master', BRIDGE, 'up']);
}

/**
 * One processor: two of them lock up by emulation. The cache of translated code is small. QEMU keeps the code of a system
 * that rebooted, and each byte that GRUB writes over it takes milliseconds.
 */
function domain({ mac, disk, serialFile }: { mac: string; disk: string; serialFile: string }): string {
  return `<domain type='qemu'><name>${NAME}</name><memory unit='MiB'>1536</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type><boot dev='network'/><boot dev='hd'/></os>
<features><acpi/><tcg><tb-cache unit='MiB'>64</tb-cache></tcg></features><cpu mode='custom' match='exact'><model>qemu64</model></cpu>
<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot>
<devices>
<interface type='ethernet'><mac address='${mac}'/><target dev='${TAP}' managed='no'/><model type='virtio'/></interface>
<disk type='file' device='disk'><driver name='qemu' type='raw' cache='unsafe'/><source file='${disk}'/>
<target dev='vda' bus='virtio'/></disk>
<serial type='file'><source path='${serialFile}' append='on'/><target port='0'/></serial>
<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
<video><model type='vga'/></video></devices></domain>`;
}
