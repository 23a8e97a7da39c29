import type { PassedOver } from './mirror/passed-over.js';

/** A file that is fetched, and how far that has come. */
export interface FileProgress {
  /** Its path on the mirror */
  readonly name: string;
  /** Bytes */
  readonly size: number;
  /** Bytes that are there already */
  readonly received: number;
}

/** Is told how an import goes on; what it returns is waited for. */
export interface Watcher {
  /**
   * Said for each source of which something is passed over.
   * @param subject the URL of the source, or the path of a file on the mirror
   */
  passedOver(subject: string, parts: readonly PassedOver[]): void | Promise<void>;
  /** Said once: how much has to be fetched. */
  planned(files: readonly { readonly name: string; readonly size: number }[]): void | Promise<void>;
  /** Said when a file is begun, for every piece of it, and when it is complete. */
  progress(file: FileProgress): void | Promise<void>;
}
