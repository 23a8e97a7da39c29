import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { download } from './download.js';
import { about } from './fetch/error.js';
import type { Fetching } from './fetch/fetching.js';
import { exists, type Folders } from './folders.js';
import type { ImportLocks } from './locks.js';
import type { Source } from './mirror/catalog.js';
import type { Image, RemoteFile } from './mirror/image.js';
import type { Watcher } from './progress.js';
import { readSources } from './sources.js';
import { Tree, type TreeImage } from './tree.js';
import { unpack, unpackedName } from './unpack.js';

export interface ImportPlan {
  readonly folders: Folders;
  readonly uuid: string;
  /** In order: an image of an earlier source counts, unless only a later source has its kernel. */
  readonly sources: readonly Source[];
  readonly locks: ImportLocks;
  readonly fetching: Fetching;
  readonly watcher: Watcher;
}

export interface Imported {
  readonly images: readonly TreeImage[];
  /** False: the tree was as it should be already. */
  readonly changed: boolean;
}

const PARALLEL = 4;
const PACKED = 'root-image.gz';
const UNPACKED = 'root-image';

/**
 * Fetches the images that a cluster's sources select and makes them its tree.
 * @throws ImportError; the tree is as it was then
 */
export async function importTree(plan: ImportPlan): Promise<Imported> {
  const { folders, uuid } = plan;
  const wanted = await readSources(plan);
  for (const folder of [folders.files, folders.partial, folders.cluster(uuid)])
    await mkdir(folder, { recursive: true });
  await fetchMissing(plan, wanted);
  const images: TreeImage[] = [];
  for (const image of wanted) images.push(await prepare(image, plan));
  return { images, changed: await new Tree(folders, uuid).publish(images) };
}

/** Fetches what the store has not yet, a few files at a time. Once one fails no other is begun. */
async function fetchMissing(plan: ImportPlan, images: readonly Image[]): Promise<void> {
  const { folders, fetching, watcher } = plan;
  const all = new Map(images.flatMap(({ files }) => Object.values(files)).map((file) => [file.sha256, file]));
  const missing: RemoteFile[] = [];
  for (const file of all.values()) if (!(await exists(path.join(folders.files, file.sha256)))) missing.push(file);
  await watcher.planned(missing);
  const failing = new AbortController();
  const signal = AbortSignal.any([fetching.signal, failing.signal]);
  const queue = missing.values();
  const work = async () => {
    for (const file of queue) await fetchFile(file, plan, { ...fetching, signal });
  };
  const workers = Array.from({ length: PARALLEL }, () =>
    work().catch((error: unknown) => {
      failing.abort(error);
    }),
  );
  await Promise.all(workers);
  signal.throwIfAborted();
}

async function fetchFile(file: RemoteFile, { folders, locks, watcher }: ImportPlan, fetching: Fetching): Promise<void> {
  const { signal } = fetching;
  signal.throwIfAborted();
  try {
    await locks.withFile(file.sha256, signal, () =>
      download(folders, file, fetching, (progress) => watcher.progress(progress)),
    );
  } catch (error) {
    throw about(file.name, error);
  }
}

/** An image whose files are all in the store, with its root file system unpacked as clusters export it. */
async function prepare(image: Image, { folders, locks, fetching, watcher }: ImportPlan): Promise<TreeImage> {
  const { files: remote, ...rest } = image;
  const files = Object.fromEntries(Object.entries(remote).map(([name, { sha256 }]) => [name, sha256]));
  const packed = remote[PACKED];
  if (packed === undefined || UNPACKED in files) return { ...rest, files };
  const { sha256, name } = packed;
  const unpacked = await locks.withFile(sha256, fetching.signal, () => unpack(folders, sha256, fetching.signal));
  if (unpacked) return { ...rest, files: { ...files, [UNPACKED]: unpackedName(sha256) } };
  await watcher.passedOver(name, [{ subject: PACKED, reason: 'it is not compressed by gzip, so it is not unpacked' }]);
  return { ...rest, files };
}
