import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { ClusterStatus } from '../statuses/cluster-status.js';

/** Clusters report a running download each few seconds. */
const STALLED_AFTER_MINUTES = 15;

/** The last attempt at a file, which failed or of which nothing was heard for long. */
export interface StalledDownload {
  /** The uuid of the cluster */
  readonly uuid: string;
  readonly filename: string;
  /** The reason why it failed; "" for a download that is silent. */
  readonly error: string;
  /** The time of the last report */
  readonly updated: Date;
}

const select = statement<[number], StalledDownload>(
  'downloads_stalled',
  `SELECT nodegroups.uuid, last.filename, last.error, last.updated
   FROM nodegroups JOIN (
     SELECT DISTINCT ON (nodegroup_id, filename) * FROM downloads ORDER BY nodegroup_id, filename, id DESC
   ) last ON last.nodegroup_id = nodegroups.id
   WHERE nodegroups.status = $1 AND (last.error <> ''
     OR (last.bytes_downloaded IS DISTINCT FROM last.size OR last.size IS NULL)
       AND last.updated < now() - interval '${STALLED_AFTER_MINUTES} minutes')
   ORDER BY nodegroups.uuid, last.filename`,
);

/** The downloads of accepted clusters that do not go on. */
export function listStalledDownloads(db: Db): Promise<StalledDownload[]> {
  return db.sql(select, ClusterStatus.ACCEPTED);
}
