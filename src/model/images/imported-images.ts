import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { purposesOf } from '../../images/mirror/purposes.js';
import type { Owner } from '../../images/sweep.js';
import type { TreeImage } from '../../images/tree.js';

const KEY = 'osystem, architecture, subarchitecture, release, purpose, label';

/** What is in the cluster's report too keeps its id and stays the report's: neither takes the other's images away. */
const store = statement<[number, string], never>(
  'boot_images_import',
  `INSERT INTO boot_images AS known (nodegroup_id, ${KEY}, supported_subarches, origin)
   SELECT $1, ${KEY}, supported_subarches, 'import'
   FROM jsonb_to_recordset($2::jsonb) AS imported (osystem text, architecture text, subarchitecture text, release text,
     purpose text, label text, supported_subarches text)
   ON CONFLICT (nodegroup_id, ${KEY}) DO UPDATE SET supported_subarches = excluded.supported_subarches
     WHERE excluded.supported_subarches <> known.supported_subarches`,
);

const prune = statement<[number, string], never>(
  'boot_images_import_prune',
  `DELETE FROM boot_images WHERE nodegroup_id = $1 AND origin = 'import' AND (${KEY}) NOT IN (
     SELECT ${KEY} FROM jsonb_to_recordset($2::jsonb) AS imported (osystem text, architecture text,
       subarchitecture text, release text, purpose text, label text))`,
);

/**
 * Has a cluster's nodes boot from the images that this region has imported for it: new ones are added, known ones keep
 * their ids, and those of earlier imports go. Those that the cluster reported itself are not touched.
 */
export async function replaceImportedImages(tx: Db, nodegroupId: number, images: readonly TreeImage[]): Promise<void> {
  const rows = images.flatMap((image) =>
    purposesOf(image).map((purpose) => ({
      osystem: image.os,
      architecture: image.arch,
      subarchitecture: image.subarch,
      release: image.release,
      purpose,
      label: image.label,
      supported_subarches: image.supportedSubarches,
    })),
  );
  const json = JSON.stringify(rows);
  await tx.sql(store, nodegroupId, json);
  await tx.sql(prune, nodegroupId, json);
}

const owners = statement<[], Owner>(
  'boot_images_import_owners',
  `SELECT g.uuid, EXISTS (SELECT FROM boot_images b WHERE b.nodegroup_id = g.id AND b.origin = 'import') AS imported
   FROM nodegroups g`,
);

/** All clusters, with which of them have imported images. */
export function listTreeOwners(db: Db): Promise<Owner[]> {
  return db.sql(owners);
}
