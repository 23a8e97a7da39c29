import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Folders } from '../../../src/images/folders.js';
import { Tree } from '../../../src/images/tree.js';
import type { Region } from '../../support/region.js';

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Gives a cluster an image of trusty for amd64 with these files, as an import would. */
export async function publishImage(region: Region, uuid: string, files: Readonly<Record<string, Buffer>>) {
  const folders = new Folders(region.imagesDir);
  await mkdir(folders.files, { recursive: true });
  await mkdir(folders.cluster(uuid), { recursive: true });
  for (const bytes of Object.values(files)) await writeFile(path.join(folders.files, sha256(bytes)), bytes);
  const stored = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
  const about = { os: 'ubuntu', arch: 'amd64', subarch: 'generic', release: 'trusty', label: 'release' };
  const image = { ...about, product: 'product', version: '1', supportedSubarches: 'generic', files: stored };
  await new Tree(folders, uuid).publish([image]);
}
