import { readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Folders } from './folders.js';
import { purposesOf } from './mirror/purposes.js';
import { placeOf, Tree, type TreeImage } from './tree.js';

/** A file of an image. It is served as `images/files/<sha256>`. */
interface PublishedFile {
  readonly name: string;
  readonly sha256: string;
  /** In bytes */
  readonly size: number;
}

/** An image that a cluster may serve to its machines. */
export interface PublishedImage {
  readonly osystem: string;
  readonly architecture: string;
  readonly subarchitecture: string;
  readonly release: string;
  readonly label: string;
  readonly purposes: readonly string[];
  readonly files: readonly PublishedFile[];
}

const SHA256 = /^[0-9a-f]{64}$/;
/** An import may remove a snapshot while it is read. Then there is a newer one. */
const ATTEMPTS = 3;
/** By tree and snapshot. A snapshot never changes. */
const known = new LRUCache<string, readonly PublishedImage[]>({ max: 200 });

/**
 * The images in a cluster's tree; none while there is no tree.
 * @throws Error when the folder of images cannot be read
 */
export async function readPublished(folders: Folders, uuid: string): Promise<readonly PublishedImage[]> {
  const tree = new Tree(folders, uuid);
  for (let attempt = 1; ; attempt += 1) {
    const snapshot = await readlink(tree.current).catch(() => undefined);
    if (snapshot === undefined) return [];
    const key = path.join(path.dirname(tree.current), snapshot);
    const images = known.get(key);
    if (images) return images;
    try {
      const read = await Promise.all((await tree.read(snapshot)).map((image) => describe(image, key)));
      known.set(key, read);
      return read;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function describe(image: TreeImage, snapshot: string): Promise<PublishedImage> {
  const folder = path.join(snapshot, ...placeOf(image));
  const files = await Promise.all(Object.entries(image.files).map((entry) => measure(entry, folder)));
  return {
    osystem: image.os,
    architecture: image.arch,
    subarchitecture: image.subarch,
    release: image.release,
    label: image.label,
    purposes: purposesOf(image),
    files: files.flatMap((file) => file ?? []),
  };
}

/** @returns undefined for a file without a hash: the region unpacked it, and a cluster does not serve it */
async function measure([name, sha256]: [string, string], folder: string): Promise<PublishedFile | undefined> {
  if (!SHA256.test(sha256)) return undefined;
  const { size } = await stat(path.join(folder, name));
  return { name, sha256, size };
}
