import { type Keyed, lookUp } from '../../db/batch/look-up.js';
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

// The key of a look-up is a JSON array. Machines of one kind share it.
const newest = lookUp(
  statement<[readonly string[]], NewestImage & Keyed<string>>(
    'boot_image_newest',
    `SELECT wanted.key, image.subarchitecture, image.label FROM unnest($1::text[]) wanted (key), LATERAL (
     SELECT b.subarchitecture, b.label ${selectNewestImage({
       nodegroup: '(wanted.key::json ->> 0)::int',
       architecture: '(wanted.key::json ->> 1)',
       subarchitecture: '(wanted.key::json ->> 2)',
       release: '(wanted.key::json ->> 3)',
       purpose: '(wanted.key::json ->> 4)',
     })}) image`,
  ),
);

/** The newest image of a cluster with which a machine boots; undefined when it has none. */
export function findNewestImage(
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
  return newest.ask(db, JSON.stringify([nodegroupId, architecture, subarchitecture, release, purpose]));
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
