import type { Db } from '../../db/database.js';
import { enqueueAll } from '../../jobs/queue.js';
import { IMPORT_IMAGES } from '../../jobs/task.js';
import { ClusterStatus, listClusters } from '../clusters/cluster.js';

/** Has the images of all accepted clusters imported. */
export async function enqueueImports(tx: Db): Promise<void> {
  const accepted = (await listClusters(tx)).filter(({ status }) => status === ClusterStatus.ACCEPTED);
  await enqueueAll(
    tx,
    IMPORT_IMAGES,
    accepted.map(({ uuid }) => ({ uuid })),
  );
}
