import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../../images/folders.js';
import { ClusterError } from '../error.js';

/** The boot loaders that machines fetch by TFTP, as names of files in the TFTP folder. */
export interface BootFiles {
  readonly bios: string;
  readonly efi64: string;
}

/** For BIOS the driver of the network card's own PXE code, for UEFI that of the firmware. So iPXE needs none. */
export const BOOT_FILES: BootFiles = { bios: 'undionly.kpxe', efi64: 'snponly.efi' };

/** Where Debian's package ipxe has them. */
const IPXE_FOLDER = '/usr/lib/ipxe';

/** @returns what is missing and what to do, in one line; undefined when all boot loaders are there */
export async function findMissingIpxe(folder = IPXE_FOLDER): Promise<string | undefined> {
  const missing: string[] = [];
  for (const file of Object.values(BOOT_FILES).map((name: string) => path.join(folder, name)))
    if (!(await exists(file))) missing.push(file);
  if (missing.length === 0) return undefined;
  return `iPXE is not installed (${missing.join(', ')}). Install it: apt-get install ipxe`;
}

/**
 * Copies the boot loaders to the TFTP folder, so that the TFTP server reaches no other file.
 * @throws ClusterError when iPXE is not installed
 */
export async function fillTftpFolder(tftpRoot: string, ipxeFolder = IPXE_FOLDER): Promise<void> {
  const missing = await findMissingIpxe(ipxeFolder);
  if (missing !== undefined) throw new ClusterError(missing);
  await mkdir(tftpRoot, { recursive: true });
  for (const name of Object.values(BOOT_FILES)) {
    const next = path.join(tftpRoot, `.${name}.next`);
    await copyFile(path.join(ipxeFolder, name), next);
    await rename(next, path.join(tftpRoot, name));
  }
}
