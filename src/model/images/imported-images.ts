import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { recordEvent } from '../../events/record.js';
import { purposesOf } from '../../images/mirror/purposes.js';
import type { Owner } from '../../images/sweep.js';
import type { TreeImage } from '../../images/tree.js';
import type { Cluster } from '../clusters/cluster.js';
import type { ImageKey } from './boot-images.js';

const KEY = 'osystem, architecture, subarchitecture, release, purpose, label';

/** What nodes can no longer boot for. */
type Removed = Readonly<ImageKey>;

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

const prune = statement<[number, string], Removed>(
  'boot_images_import_prune',
  `DELETE FROM boot_images WHERE nodegroup_id = $1 AND origin = 'import' AND (${KEY}) NOT IN (
     SELECT ${KEY} FROM jsonb_to_recordset($2::jsonb) AS imported (osystem text, architecture text,
       subarchitecture text, release text, purpose text, label text))
   RETURNING ${KEY}`,
);

/**
 * Replaces the imported boot images of a cluster. New images are added, known ones keep their ids. Images of earlier
 * imports are deleted, with an event. Images that the cluster reported are not changed.
 */
export async function replaceImportedImages(
  tx: Db,
  { id, uuid }: Pick<Cluster, 'id' | 'uuid'>,
  images: readonly TreeImage[],
): Promise<void> {
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
  await tx.sql(store, id, json);
  const removed = await tx.sql(prune, id, json);
  if (removed.length > 0) await recordRemoval(tx, uuid, removed.map(nameOf).sort());
}

const MAX_NAMED = 10;
const MAX_DETAILS = 500;

async function recordRemoval(tx: Db, cluster: string, names: readonly string[]): Promise<void> {
  const more = names.length > MAX_NAMED ? `, and ${names.length - MAX_NAMED} more` : '';
  await recordEvent(tx, {
    level: 'WARNING',
    type: 'Boot images removed',
    description: `No longer imported for cluster ${cluster}: ${names.slice(0, MAX_NAMED).join(', ')}${more}.`,
    details: { cluster, removed: names.slice(0, MAX_DETAILS) },
  });
}

function nameOf({ osystem, architecture, subarchitecture, release, label, purpose }: Removed): string {
  return `${[osystem, architecture, subarchitecture, release, label].join('/')} ${purpose}`;
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
