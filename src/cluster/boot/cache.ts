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
  /** Also those of images before: a machine that has read a script may still fetch them. */
  readonly #known = new Map<string, ImageFile>();
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
    for (const file of this.#files.values()) this.#known.set(file.sha256, file);
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
  }

  /** The file with this SHA-256; undefined when no image has had it. */
  file(sha256: string): ImageFile | undefined {
    return this.#known.get(sha256);
  }

  /**
   * Fetches a file that a machine needs, unless the cache has it. Concurrent callers share one download.
   * @throws ImportError when the region does not send it, or the signal's reason
   */
  async locate(file: ImageFile): Promise<Located> {
    this.#used.set(file.sha256, Date.now());
    const path = this.#pathOf(file);
    if (await exists(path)) return { path };
    return this.#share(file, async () => {
      const problem = await this.#makeRoom(file, true);
      return problem === undefined ? this.#fetch(file) : this.#passThrough(file, problem);
    });
  }

  /** Waits for the end of all downloads. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#running.values(), this.#filling]);
  }

  #pathOf({ sha256 }: ImageFile): string {
    return path.join(this.#folders.files, sha256);
  }

  #share(file: ImageFile, work: () => Promise<Located>): Promise<Located> {
    const { sha256 } = file;
    const running = this.#running.get(sha256) ?? work().finally(() => this.#running.delete(sha256));
    this.#running.set(sha256, running);
    return running;
  }

  #makeRoom(file: ImageFile, isUrgent: boolean): Promise<string | undefined> {
    const running = [...this.#running.keys()].filter((sha256) => sha256 !== file.sha256);
    const bytes = running.reduce((sum, sha256) => sum + (this.#known.get(sha256)?.size ?? 0), file.size);
    return makeRoom(this.#folders, this.#knowledge, { bytes, maxBytes: this.options.maxBytes, isUrgent });
  }

  async #fetch(file: ImageFile): Promise<Located> {
    const { log, folder } = this.options;
    try {
      await download(this.#folders, { ...file, url: this.#urlOf(file) }, this.#fetching, () => {});
      log.info(`The file ${file.name} (${file.size} bytes) is in the cache.`);
      return { path: this.#pathOf(file) };
    } catch (error) {
      if (!isFull(error)) throw error;
      await rm(path.join(this.#folders.partial, file.sha256), { force: true });
      return this.#passThrough(file, `the disk of ${folder} is full`);
    }
  }

  #urlOf({ sha256 }: ImageFile): URL {
    return new URL(`${this.options.region.href.replace(/\/$/, '')}/images/files/${sha256}`);
  }

  #passThrough(file: ImageFile, reason: string): Located {
    this.options.log.warn(`The file ${file.name} (${file.size} bytes) is passed through from the region: ${reason}.`);
    return { url: this.#urlOf(file) };
  }

  /** Fetches files before a machine needs them, as far as no other file of an image has to go for them. */
  async #fill(): Promise<void> {
    await removeStale(this.#folders, this.#knowledge).catch((error: unknown) => this.#warn(error));
    const tried = new Set<string>();
    for (let file = this.#next(tried); file && !this.options.signal.aborted; file = this.#next(tried)) {
      tried.add(file.sha256);
      await this.#prefetch(file).catch((error: unknown) => this.#warn(error));
    }
  }

  async #prefetch(file: ImageFile): Promise<void> {
    if (await exists(this.#pathOf(file))) return;
    if ((await this.#makeRoom(file, false)) === undefined) await this.#share(file, () => this.#fetch(file));
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
