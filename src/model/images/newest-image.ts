import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';

/** The attributes of the wanted image, each as an SQL expression. */
interface Wanted {
  /** The id of the cluster */
  readonly nodegroup: string;
  readonly architecture: string;
  readonly subarchitecture: string;
  readonly release: string;
  readonly purpose: string;
}

/**
 * Returns the tail of a SELECT from boot images `b` that finds the newest wanted image (docs/contract/nodes.md D). An
 * image of the same subarchitecture comes first, then one that supports the subarchitecture.
 */
export function selectNewestImage({ nodegroup, architecture, subarchitecture, release, purpose }: Wanted): string {
  return `FROM boot_images b
   WHERE b.nodegroup_id = ${nodegroup} AND b.osystem = 'ubuntu' AND b.architecture = ${architecture}
     AND b.release = ${release} AND b.purpose = ${purpose}
     AND (b.subarchitecture = ${subarchitecture}
       OR position(lower(${subarchitecture}) IN lower(b.supported_subarches)) > 0)
   ORDER BY b.subarchitecture <> ${subarchitecture}, b.id DESC LIMIT 1`;
}

export interface NewestImage {
  readonly subarchitecture: string;
  readonly label: string;
}

const find = statement<[number, string, string, string, string], NewestImage>(
  'boot_image_newest',
  `SELECT b.subarchitecture, b.label ${selectNewestImage({
    nodegroup: '$1',
    architecture: '$2',
    subarchitecture: '$3',
    release: '$4',
    purpose: '$5',
  })}`,
);

/** The newest image of a cluster with which a machine boots; undefined when it has none. */
export async function findNewestImage(
  db: Db,
  wanted: {
    readonly nodegroupId: number;
    readonly architecture: string;
    readonly subarchitecture: string;
    readonly release: string;
    readonly purpose: string;
  },
): Promise<NewestImage | undefined> {
  const { nodegroupId, architecture, subarchitecture, release, purpose } = wanted;
  const [image] = await db.sql(find, nodegroupId, architecture, subarchitecture, release, purpose);
  return image;
}

const architecture = statement<[number, string, string], { architecture: string }>(
  'boot_image_architecture',
  `SELECT architecture FROM boot_images
   WHERE nodegroup_id = $1 AND osystem = 'ubuntu' AND release = $2 AND purpose = $3
   ORDER BY architecture <> 'i386', architecture COLLATE "C" LIMIT 1`,
);

/** What a machine of unknown architecture may boot of a cluster: the most modest that it has. */
export async function findModestArchitecture(
  db: Db,
  nodegroupId: number,
  release: string,
  purpose: string,
): Promise<string | undefined> {
  const [image] = await db.sql(architecture, nodegroupId, release, purpose);
  return image?.architecture;
}
