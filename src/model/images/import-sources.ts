import type { Db } from '../../db/database.js';
import type { Source } from '../../images/mirror/catalog.js';

/** A cluster's boot sources with their selections, the oldest first. */
export async function listImportSources(db: Db, nodegroupId: number): Promise<Source[]> {
  const rows = await db.prisma.bootSource.findMany({
    where: { nodegroupId },
    include: { selections: { orderBy: { id: 'asc' } } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ url, keyringData, keyringFilename, selections }) => ({
    url,
    keyring: { data: keyringData, filename: keyringFilename },
    selections,
  }));
}
