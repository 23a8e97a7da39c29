/** A file on a mirror. */
export interface RemoteFile {
  readonly url: URL;
  /** The path on the mirror */
  readonly name: string;
  readonly sha256: string;
  /** Bytes */
  readonly size: number;
}

/** The kind of nodes that boot with an image. */
export interface ImageKey {
  readonly os: string;
  readonly arch: string;
  readonly subarch: string;
  readonly release: string;
  readonly label: string;
}

/** The files with which nodes of one kind boot, and where they come from. */
export interface Image extends ImageKey {
  readonly product: string;
  readonly version: string;
  /** Comma-separated: all that boot with these files. */
  readonly supportedSubarches: string;
  /** By the names that they have in the image's folder. */
  readonly files: Readonly<Record<string, RemoteFile>>;
}

/** Identifies an image in a map. */
export function keyOf({ os, arch, subarch, release, label }: ImageKey): string {
  return [os, arch, subarch, release, label].join('/');
}
