import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../../images/folders.js';
import { ClusterError } from '../error.js';

/** Files by the firmware that loads them: a value of option 93 (RFC 4578, 2.1). */
export type BootFiles = ReadonlyMap<number, string>;

/** Where Debian's package ipxe has its programs. */
const IPXE_FOLDER = '/usr/lib/ipxe';
/** For BIOS the driver of the network card's own PXE code, for UEFI that of the firmware. So iPXE needs none. */
const IPXE: BootFiles = new Map([
  [0, 'undionly.kpxe'],
  // UEFI on x86-64 says 7 or 9.
  [7, 'snponly.efi'],
  [9, 'snponly.efi'],
]);

/** @returns what is missing and what to do, in one line; undefined when all boot loaders are there */
export async function findMissingIpxe(folder = IPXE_FOLDER): Promise<string | undefined> {
  const missing: string[] = [];
  for (const file of new Set(IPXE.values())) {
    if (!(await exists(path.join(folder, file)))) missing.push(path.join(folder, file));
  }
  if (missing.length === 0) return undefined;
  return `iPXE is not installed (${missing.join(', ')}). Install it: apt-get install ipxe`;
}

/**
 * Copies the boot loaders to the TFTP folder, so that the TFTP server reaches no other file.
 * @param others paths of boot loaders for further firmware, or instead of Debian's
 * @returns names of files in the TFTP folder
 * @throws ClusterError when iPXE is not installed, or another boot loader cannot be read
 */
export async function fillTftpFolder(
  tftpRoot: string,
  others: BootFiles,
  ipxeFolder = IPXE_FOLDER,
): Promise<BootFiles> {
  const missing = await findMissingIpxe(ipxeFolder);
  if (missing !== undefined) throw new ClusterError(missing);
  await mkdir(tftpRoot, { recursive: true });
  for (const name of new Set(IPXE.values())) await replace(path.join(ipxeFolder, name), tftpRoot, name);
  const names = new Map(IPXE);
  for (const [firmware, file] of others) {
    const name = `firmware-${firmware}`;
    await replace(file, tftpRoot, name).catch((error: unknown) => {
      throw new ClusterError(
        `The boot loader ${file} cannot be copied: ${error instanceof Error ? error.message : error}`,
      );
    });
    names.set(firmware, name);
  }
  return names;
}

async function replace(file: string, folder: string, name: string): Promise<void> {
  const next = path.join(folder, `.${name}.next`);
  await copyFile(file, next);
  await rename(next, path.join(folder, name));
}
