import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import path from 'node:path';

const PLAIN = /^[A-Za-z0-9][\w-]*$/;

/** Where things lie below MAAS_IMAGES_DIR; docs/architecture.md shows the picture. */
export class Folders {
  constructor(readonly root: string) {}

  /** Files under their SHA-256, complete and verified. */
  get files(): string {
    return path.join(this.root, 'files');
  }

  /** Files under their SHA-256 as far as they have been fetched. */
  get partial(): string {
    return path.join(this.root, '.partial');
  }

  /** A cluster's snapshots, and the link to the one that counts. A uuid is any text, so some need another name. */
  cluster(uuid: string): string {
    const name = PLAIN.test(uuid) ? uuid : `_${createHash('sha256').update(uuid).digest('hex')}`;
    return path.join(this.clusters, name);
  }

  get clusters(): string {
    return path.join(this.root, 'clusters');
  }
}

export async function exists(file: string): Promise<boolean> {
  return access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** Has the disk keep what was renamed in a folder, or written to a file. */
export async function sync(fileOrFolder: string): Promise<void> {
  const handle = await open(fileOrFolder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
