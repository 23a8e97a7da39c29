import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { enqueue, enqueueAll } from '../../jobs/queue.js';
import { IMPORT_IMAGES } from '../../jobs/task.js';
import { type Cluster, listClusters } from '../clusters/cluster.js';
import { ClusterStatus } from '../statuses/cluster-status.js';

/** Has the images of all accepted clusters imported. */
export async function enqueueImports(tx: Db): Promise<void> {
  const accepted = (await listClusters(tx)).filter(({ status }) => status === ClusterStatus.ACCEPTED);
  await enqueueAll(
    tx,
    IMPORT_IMAGES,
    accepted.map(({ uuid }) => ({ uuid })),
  );
}

/** Has the images of a cluster whose uuid has changed imported again, as their folder is named by it. */
export async function enqueueMove(tx: Db, { id, uuid }: Pick<Cluster, 'id' | 'uuid'>): Promise<void> {
  const imported = await tx.prisma.bootImage.count({ where: { nodegroupId: id, origin: 'import' } });
  if (imported > 0) await enqueue(tx, IMPORT_IMAGES, { uuid });
}

const current = statement<[number], { uuid: string }>(
  'cluster_uuid',
  'SELECT uuid FROM nodegroups WHERE id = $1 FOR SHARE',
);

/** Has the images of a cluster imported again when its uuid has changed since, as in `enqueueMove`. */
export async function enqueueIfMoved(tx: Db, { id, uuid }: Pick<Cluster, 'id' | 'uuid'>): Promise<void> {
  for (const now of await tx.sql(current, id)) {
    if (now.uuid !== uuid) await enqueue(tx, IMPORT_IMAGES, { uuid: now.uuid });
  }
}
