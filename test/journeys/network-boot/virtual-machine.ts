import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { vi } from 'vitest';
import type { MachineNetwork } from '../../support/machine-network.js';
import { endProgram } from '../../support/processes.js';
import { makeBiosDisk, makeEfiDisk } from './disks.js';

export const FIRMWARES = ['bios', 'efi'] as const;
export type Firmware = (typeof FIRMWARES)[number];

/** UEFI of Debian's package ovmf */
export const OVMF = { code: '/usr/share/OVMF/OVMF_CODE.fd', variables: '/usr/share/OVMF/OVMF_VARS.fd' };

/** A boot loader of Debian's package ipxe that brings its own drivers */
export const IPXE = '/usr/lib/ipxe/ipxe.lkrn';

/** A boot takes half a minute on an idle machine. */
export const BOOT_MS = 170_000;

export interface Hardware {
  readonly firmware: Firmware;
  /** Whether its network card brings iPXE, which is much faster with a BIOS. Else it fetches iPXE by TFTP. */
  readonly hasIpxe: boolean;
  readonly mac: string;
  readonly network: MachineNetwork;
  /** A device of the network */
  readonly tap: string;
  readonly folder: string;
  /** 384 by default */
  readonly memoryMib?: number;
  /** The size of its disk, which has no more than a boot loader */
  readonly diskBytes?: number;
}

/** A machine of QEMU without KVM: a network card, which is booted first, and a disk that says it is booted. */
export class VirtualMachine implements AsyncDisposable {
  /** All that it printed on its serial line */
  serial = '';
  readonly #ended: Promise<unknown>;

  private constructor(private readonly program: ChildProcess) {
    this.#ended = once(program, 'exit');
    program.stdout?.on('data', (chunk: Buffer) => {
      this.serial += chunk.toString('latin1');
    });
    program.stderr?.on('data', (chunk: Buffer) => {
      this.serial += chunk.toString('latin1');
    });
  }

  static async start(hardware: Hardware): Promise<VirtualMachine> {
    const { firmware, hasIpxe, mac, network, tap, folder, memoryMib = 384, diskBytes } = hardware;
    await mkdir(folder, { recursive: true });
    const disk = firmware === 'efi' ? await makeEfiDisk(folder) : await makeBiosDisk(folder);
    if (diskBytes !== undefined) await truncate(disk, diskBytes);
    const first = firmware === 'efi' || hasIpxe ? ',bootindex=0' : '';
    const program = network.startOnMachine([
      'qemu-system-x86_64',
      ...['-machine', 'pc,accel=tcg,graphics=off', '-m', String(memoryMib), '-no-reboot'],
      ...['-vga', 'none', '-display', 'none', '-serial', 'stdio', '-monitor', 'none'],
      ...(firmware === 'efi' ? await makeFlash(folder) : []),
      ...(firmware === 'bios' && !hasIpxe ? await makeBootCode(folder) : []),
      ...['-netdev', `tap,id=net,ifname=${tap},script=no,downscript=no`],
      // Its ROM is iPXE. With boot code of another kind, the first place of the boot order is taken.
      ...['-device', `virtio-net-pci,netdev=net,mac=${mac}${hasIpxe ? '' : ',romfile='}${first}`],
      ...['-drive', `file=${disk},format=raw,if=none,id=disk`],
      ...['-device', 'virtio-blk-pci,drive=disk,bootindex=1'],
    ]);
    return new VirtualMachine(program);
  }

  /** Waits until it has printed a text. @throws Error with all that it printed, also when it is off before */
  async waitFor(text: string): Promise<void> {
    const printed = vi.waitUntil(() => this.serial.includes(text), { timeout: BOOT_MS }).catch(() => {});
    await Promise.race([printed, this.#ended]);
    if (!this.serial.includes(text)) throw new Error(`the machine has not printed "${text}":\n${this.serial}`);
  }

  /** Waits until it is off. @throws Error with all that it printed */
  async waitForEnd(): Promise<void> {
    await vi
      .waitUntil(() => this.program.exitCode !== null, { timeout: BOOT_MS })
      .catch(() => {
        throw new Error(`the machine is not off:\n${this.serial}`);
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProgram(this.program);
  }
}

/** UEFI has its own code for the network. */
async function makeFlash(folder: string): Promise<string[]> {
  const variables = path.join(folder, 'variables');
  await copyFile(OVMF.variables, variables);
  const drive = (file: string, more: string) => ['-drive', `if=pflash,format=raw,file=${file}${more}`];
  return [...drive(OVMF.code, ',readonly=on'), ...drive(variables, '')];
}

/** A BIOS has the code of the network card. Here it is iPXE that behaves like one: it fetches a boot file by TFTP. */
async function makeBootCode(folder: string): Promise<string[]> {
  const script = path.join(folder, 'card.ipxe');
  await writeFile(script, '#!ipxe\nset user-class PXE\ndhcp\nchain tftp://\u0024{next-server}/\u0024{filename}\n');
  return ['-kernel', IPXE, '-initrd', script];
}
