import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Folders } from '../../src/images/folders.js';
import { Tree } from '../../src/images/tree.js';

const MIB = 1024 ** 2;
/** Sizes in MiB. Those of Ubuntu's images are several times as large. */
const FILES = { 'boot-kernel': 8, 'boot-initrd': 16, squashfs: 32 };

/** The bytes of all files of the image */
export const IMAGE_BYTES = Object.values(FILES).reduce((sum, mib) => sum + mib * MIB, 0);

/** Gives a cluster an image of trusty for amd64 with random files, as an import would. */
export async function publishBootImage(imagesDir: string, uuid: string): Promise<void> {
  const folders = new Folders(imagesDir);
  await mkdir(folders.files, { recursive: true });
  await mkdir(folders.cluster(uuid), { recursive: true });
  const files: Record<string, string> = {};
  for (const [name, mib] of Object.entries(FILES)) {
    const bytes = randomBytes(mib * MIB);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await writeFile(path.join(folders.files, sha256), bytes);
    files[name] = sha256;
  }
  const about = { os: 'ubuntu', arch: 'amd64', subarch: 'generic', release: 'trusty', label: 'release' };
  const image = { ...about, product: 'product', version: '1', supportedSubarches: 'generic', files };
  await new Tree(folders, uuid).publish([image]);
}
