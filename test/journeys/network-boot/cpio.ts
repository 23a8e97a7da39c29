/** A file, folder or symbolic link of an archive. */
export interface Entry {
  readonly name: string;
  /** Type and permissions, as in `stat` */
  readonly mode: number;
  /** The bytes of a file, or the target of a link */
  readonly content?: Buffer;
}

/** Makes a cpio archive in the format `newc`, as Linux unpacks it for its first root. */
export function makeCpio(entries: readonly Entry[]): Buffer {
  const all = [...entries, { name: 'TRAILER!!!', mode: 0 }];
  return Buffer.concat(all.flatMap((entry, index) => encode(entry, index + 1)));
}

function encode({ name, mode, content = Buffer.alloc(0) }: Entry, inode: number): Buffer[] {
  const numbers = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0];
  const head = Buffer.from(`070701${numbers.map((one) => one.toString(16).padStart(8, '0')).join('')}${name}\0`);
  return [pad(head), pad(content)];
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
