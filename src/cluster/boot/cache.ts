import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { download } from '../../images/download.js';
import type { Fetching } from '../../images/fetch/fetching.js';
import { Transport } from '../../images/fetch/transport.js';
import { exists, Folders } from '../../images/folders.js';
import type { ImageFile } from './image.js';
import type { Log } from './log.js';
import { type Knowledge, makeRoom, removeStale } from './room.js';

export interface CacheOptions {
  readonly folder: string;
  /** The base URL of the region, without a slash at its end */
  readonly region: URL;
  /** The most bytes of all files together */
  readonly maxBytes: number;
  readonly log: Log;
  /** Ends all downloads. */
  readonly signal: AbortSignal;
}

/** Where a file can be read: in the cache, or at the region when the cache cannot hold it. */
export type Located = { readonly path: string } | { readonly url: URL };

const RETRY_MS = 1_000;
/** Codes of the file system that say that a file cannot be stored. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * The files of images on the cluster, under their SHA-256. Each is fetched once from the region and verified before
 * anything reads it.
 */
export class FileCache {
  readonly #folders: Folders;
  readonly #fetching: Fetching;
  readonly #running = new Map<string, Promise<Located>>();
  /** The files of the images, by SHA-256 */
  #files: ReadonlyMap<string, ImageFile> = new Map();
  readonly #used = new Map<string, number>();
  #filling: Promise<void> | undefined;

  constructor(private readonly options: CacheOptions) {
    this.#folders = new Folders(options.folder);
    this.#fetching = { transport: new Transport(), retryMs: RETRY_MS, signal: options.signal };
  }

  /** Makes the folders. @throws Error of the file system */
  async open(): Promise<void> {
    await mkdir(this.#folders.files, { recursive: true });
    await mkdir(this.#folders.partial, { recursive: true });
  }

  /** Replaces the files of images, and begins to fetch those that are missing, one after the other. */
  update(files: Iterable<ImageFile>): void {
    this.#files = new Map([...files].map((file) => [file.sha256, file]));
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
  }

  /** The file with this SHA-256; undefined when no image has it. */
  file(sha256: string): ImageFile | undefined {
    return this.#files.get(sha256);
  }

  /**
   * Fetches a file, unless the cache has it. Concurrent callers share one download.
   * @throws ImportError when the region does not send it, or the signal's reason
   */
  async locate(file: ImageFile): Promise<Located> {
    const { sha256 } = file;
    this.#used.set(sha256, Date.now());
    const stored = path.join(this.#folders.files, sha256);
    if (await exists(stored)) return { path: stored };
    const running = this.#running.get(sha256) ?? this.#fetch(file, stored).finally(() => this.#running.delete(sha256));
    this.#running.set(sha256, running);
    return running;
  }

  /** Waits for the end of all downloads. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#running.values(), this.#filling]);
  }

  async #fetch(file: ImageFile, stored: string): Promise<Located> {
    const { log, maxBytes, region, folder } = this.options;
    const url = new URL(`${region.href.replace(/\/$/, '')}/images/files/${file.sha256}`);
    try {
      const bytes = file.size + this.#runningBytes();
      if (!(await makeRoom(this.#folders, this.#knowledge, { bytes, maxBytes })))
        return this.#passThrough(file, url, `the cache in ${folder} holds at most ${maxBytes} bytes`);
      await download(this.#folders, { ...file, url }, this.#fetching, () => {});
      log.info(`The file ${file.name} (${file.size} bytes) is in the cache.`);
      return { path: stored };
    } catch (error) {
      if (!isFull(error)) throw error;
      await rm(path.join(this.#folders.partial, file.sha256), { force: true });
      return this.#passThrough(file, url, `the disk of ${folder} is full`);
    }
  }

  #passThrough(file: ImageFile, url: URL, reason: string): Located {
    this.options.log.warn(`The file ${file.name} (${file.size} bytes) is passed through from the region: ${reason}.`);
    return { url };
  }

  #runningBytes(): number {
    return [...this.#running.keys()].reduce((sum, sha256) => sum + (this.#files.get(sha256)?.size ?? 0), 0);
  }

  async #fill(): Promise<void> {
    await removeStale(this.#folders, this.#knowledge).catch((error: unknown) => this.#warn(error));
    const tried = new Set<string>();
    let bytes = 0;
    for (let file = this.#next(tried); file && !this.options.signal.aborted; file = this.#next(tried)) {
      tried.add(file.sha256);
      bytes += file.size;
      if (bytes <= this.options.maxBytes) await this.locate(file).catch((error: unknown) => this.#warn(error));
    }
  }

  /** A file of the newest update that has not been tried */
  #next(tried: ReadonlySet<string>): ImageFile | undefined {
    return [...this.#files.values()].find(({ sha256 }) => !tried.has(sha256));
  }

  #warn(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.options.signal.aborted) this.options.log.warn(`The cache of images is not complete: ${reason}`);
  }

  readonly #knowledge: Knowledge = {
    isKept: (sha256) => this.#files.has(sha256),
    lastUse: (sha256) => this.#used.get(sha256) ?? 0,
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FULL.includes(String(error.code));
}
