import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { exists, type Folders, sync } from './folders.js';

/** An image as it lies in a cluster's tree. */
const treeImage = z.object({
  os: z.string(),
  arch: z.string(),
  subarch: z.string(),
  release: z.string(),
  label: z.string(),
  product: z.string(),
  version: z.string(),
  supportedSubarches: z.string(),
  /** The name in the store of each file by its name in the tree. */
  files: z.record(z.string(), z.string()),
});
export type TreeImage = z.infer<typeof treeImage>;

const meta = z.object({ images: z.array(treeImage) });
const META = 'maas.meta';
const CURRENT = 'current';
const INCOMING = '.incoming';
const NEXT = '.next';

/** The images of one cluster: snapshots of hard links into the store, one of which `current` names. */
export class Tree {
  readonly #folder: string;

  constructor(
    private readonly folders: Folders,
    uuid: string,
  ) {
    this.#folder = folders.cluster(uuid);
  }

  /** The folder from which nodes boot. */
  get current(): string {
    return path.join(this.#folder, CURRENT);
  }

  /**
   * Makes these the cluster's images, atomically. Until then the former ones stay.
   * @returns false when they were already
   */
  async publish(images: readonly TreeImage[]): Promise<boolean> {
    if (await this.#holds(images)) return false;
    const incoming = path.join(this.#folder, INCOMING);
    await rm(incoming, { recursive: true, force: true });
    for (const image of images) await this.#link(path.join(incoming, ...placeOf(image)), image);
    await writeFile(path.join(incoming, META), describe(images), { flush: true });
    const name = `snapshot-${stamp(new Date())}-${randomBytes(3).toString('hex')}`;
    await rename(incoming, path.join(this.#folder, name));
    const next = path.join(this.#folder, NEXT);
    await rm(next, { force: true });
    await symlink(name, next);
    await sync(this.#folder);
    await rename(next, this.current);
    await sync(this.#folder);
    return true;
  }

  /** The images of a snapshot. @throws Error when it is gone */
  async read(snapshot: string): Promise<readonly TreeImage[]> {
    const text = await readFile(path.join(this.#folder, snapshot, META), 'utf8');
    return meta.parse(JSON.parse(text)).images;
  }

  /** Removes all but the current snapshot. */
  async prune(): Promise<void> {
    const current = await readlink(this.current);
    for (const name of await readdir(this.#folder)) {
      if (![CURRENT, current].includes(name)) await rm(path.join(this.#folder, name), { recursive: true, force: true });
    }
  }

  async #holds(images: readonly TreeImage[]): Promise<boolean> {
    const text = await readFile(path.join(this.current, META), 'utf8').catch(() => '');
    if (text !== describe(images)) return false;
    const files = images.flatMap((image) => Object.keys(image.files).map((name) => path.join(...placeOf(image), name)));
    const there = await Promise.all(files.map((file) => exists(path.join(this.current, file))));
    return there.every((is) => is);
  }

  async #link(folder: string, image: TreeImage): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const [name, stored] of Object.entries(image.files)) {
      await link(path.join(this.folders.files, stored), path.join(folder, name));
    }
  }
}

/** Where an image lies in a snapshot. */
export function placeOf({ os, arch, subarch, release, label }: TreeImage): string[] {
  return [os, arch, subarch, release, label];
}

function describe(images: readonly TreeImage[]): string {
  return `${JSON.stringify(meta.parse({ images }), null, 1)}\n`;
}

/** `20140401-120000`, in UTC */
function stamp(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
