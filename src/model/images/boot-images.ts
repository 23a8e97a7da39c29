import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';

/** What makes a boot image of a cluster the one that it is. */
export interface ImageKey {
  readonly osystem: string;
  readonly architecture: string;
  readonly subarchitecture: string;
  readonly release: string;
  readonly purpose: string;
  readonly label: string;
}

export interface BootImage extends ImageKey {
  readonly id: number;
}

const SELECT =
  'SELECT id, osystem, architecture, subarchitecture, release, purpose, label FROM boot_images WHERE nodegroup_id = $1';

const all = statement<[number], BootImage>('boot_images', `${SELECT} ORDER BY id`);
const one = statement<[number, number], BootImage>('boot_image', `${SELECT} AND id = $2`);

/** The boot images of a cluster, the oldest first. */
export function listBootImages(db: Db, nodegroupId: number): Promise<BootImage[]> {
  return db.sql(all, nodegroupId);
}

/** An image, if it is this cluster's. */
export async function findBootImage(db: Db, nodegroupId: number, id: number): Promise<BootImage | undefined> {
  const [image] = await db.sql(one, nodegroupId, id);
  return image;
}
