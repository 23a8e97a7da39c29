import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';

/** Nodes store no longer one. */
const MAX_LENGTH = 31;

const usable = statement<[], { architecture: string }>(
  'architectures_usable',
  `SELECT architecture || '/' || subarchitecture AS architecture FROM boot_images
   WHERE purpose IN ('commissioning', 'install')
     AND char_length(architecture || '/' || subarchitecture) <= ${MAX_LENGTH}
   GROUP BY architecture, subarchitecture HAVING count(DISTINCT purpose) = 2
   ORDER BY 1`,
);

/** The architectures (`amd64/generic`) that nodes may have: those that can be commissioned and installed. */
export async function listUsableArchitectures(db: Db): Promise<string[]> {
  const rows = await db.sql(usable);
  return rows.map(({ architecture }) => architecture);
}

/** What is wrong with an architecture that cannot be booted, or is not given. */
export function describeBadArchitecture(architecture: string | undefined): string {
  return architecture
    ? `'${architecture}' is not a valid architecture: it has no boot images.`
    : 'This field is required.';
}
