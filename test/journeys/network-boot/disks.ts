import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeEfiProgram } from '../../../src/cluster/boot/programs/efi-program.js';

/** What the system on the disk says on the serial line. */
export const GREETING = 'THE DISK BOOTS';

const SECTOR = 512;
const COM1 = 0x3f8;

/** Machine code that says the greeting on the serial line and halts. The two modes differ in a prefix. */
function greet(mode: 'real' | 'long'): Buffer {
  const loadPort = [...(mode === 'long' ? [0x66] : []), 0xba, COM1 & 0xff, COM1 >> 8];
  const say = [...Buffer.from(`${GREETING}\r\n`)].flatMap((byte) => [0xb0, byte, 0xee]);
  return Buffer.from([0xfa, ...loadPort, ...say, 0xf4, 0xeb, 0xfd]);
}

/** Writes a disk with a boot sector for BIOS. @returns the value of `file=` for QEMU's drive */
export async function makeBiosDisk(folder: string): Promise<string> {
  const disk = Buffer.alloc(1024 * 1024);
  greet('real').copy(disk);
  disk.writeUInt16LE(0xaa55, SECTOR - 2);
  const file = path.join(folder, 'disk');
  await writeFile(file, disk);
  return file;
}

/** Writes an EFI system partition, which QEMU makes of a folder. @returns the value of `file=` for QEMU's drive */
export async function makeEfiDisk(folder: string): Promise<string> {
  const programs = path.join(folder, 'disk/EFI/BOOT');
  await mkdir(programs, { recursive: true });
  await writeFile(path.join(programs, 'BOOTX64.EFI'), makeEfiProgram(greet('long')));
  return `fat:rw:${path.join(folder, 'disk')}`;
}
