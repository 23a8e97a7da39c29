import { z } from 'zod';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { jsonText, listOf } from '../../params/json-text.js';
import { isStorable, UNSTORABLE } from '../../params/text.js';
import type { ImageKey } from './boot-images.js';

const MAX_LENGTH = 255;
const text = z.string().refine(isStorable, UNSTORABLE);
const word = text.min(1, 'This field is required.').max(MAX_LENGTH, `At most ${MAX_LENGTH} characters.`);

/** Clusters send `osystem`; the document calls it `os`. */
const imageJson = z
  .object({
    osystem: word.optional(),
    os: word.optional(),
    architecture: word,
    subarchitecture: word.default('generic'),
    release: word,
    purpose: word,
    label: word.default('release'),
    supported_subarches: text.default(''),
  })
  .transform(({ osystem, os, supported_subarches: supportedSubarches, ...image }, context) => {
    const system = osystem ?? os;
    if (system !== undefined) return { ...image, supportedSubarches, osystem: system };
    context.addIssue({ code: 'custom', message: 'This field is required.', path: ['osystem'] });
    return z.NEVER;
  });

export type ReportedImage = z.infer<typeof imageJson>;

/** The images that a cluster reports: a JSON list of objects. */
export const reportedImages = jsonText(listOf(imageJson, 'Enter a JSON list of images, each an object.'));

const COLUMNS = 'osystem, architecture, subarchitecture, release, purpose, label';
const REPORTED = `unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
  WITH ORDINALITY AS reported (${COLUMNS}, supported_subarches, position)`;

type Columns = readonly string[];

const store = statement<[number, Columns, Columns, Columns, Columns, Columns, Columns, Columns], never>(
  'boot_images_report',
  `INSERT INTO boot_images AS known (nodegroup_id, ${COLUMNS}, supported_subarches)
   SELECT $1, ${COLUMNS}, supported_subarches FROM ${REPORTED} ORDER BY position
   ON CONFLICT (nodegroup_id, ${COLUMNS}) DO UPDATE SET supported_subarches = excluded.supported_subarches
     WHERE excluded.supported_subarches NOT IN ('', known.supported_subarches)`,
);

const prune = statement<[number, Columns, Columns, Columns, Columns, Columns, Columns, Columns], never>(
  'boot_images_prune',
  `DELETE FROM boot_images WHERE nodegroup_id = $1 AND origin = 'report'
     AND (${COLUMNS}) NOT IN (SELECT ${COLUMNS} FROM ${REPORTED})`,
);

/**
 * Replaces the reported boot images of a cluster. New images are added, known ones keep their ids. Images of earlier
 * reports are deleted. Images that this region imported are not changed.
 */
export async function replaceReportedImages(
  tx: Db,
  nodegroupId: number,
  images: readonly ReportedImage[],
): Promise<void> {
  const distinct = [...new Map(images.map((image) => [JSON.stringify(keyOf(image)), image])).values()];
  const column = (name: keyof ReportedImage): Columns => distinct.map((image) => image[name]);
  const columns = [
    column('osystem'),
    column('architecture'),
    column('subarchitecture'),
    column('release'),
    column('purpose'),
    column('label'),
    column('supportedSubarches'),
  ] as const;
  await tx.sql(store, nodegroupId, ...columns);
  await tx.sql(prune, nodegroupId, ...columns);
}

function keyOf({ osystem, architecture, subarchitecture, release, purpose, label }: ImageKey): string[] {
  return [osystem, architecture, subarchitecture, release, purpose, label];
}
