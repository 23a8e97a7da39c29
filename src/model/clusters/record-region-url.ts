import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { recordEvent } from '../../events/record.js';
import { isLoopback } from '../../loopback.js';
import type { Cluster } from './cluster.js';

const replaceUrl = statement<[number, string, string], { id: number }>(
  'cluster_record_url',
  `UPDATE nodegroups SET maas_url = $2 WHERE id = $1 AND maas_url = $3 RETURNING id`,
);

/**
 * Records the URL by which a cluster's worker reaches the region, unless one is recorded. Nodes of the cluster then get
 * this URL. Loopback URLs are ignored: they would lead nodes to themselves.
 */
export async function recordRegionUrl(tx: Db, cluster: Cluster, url: string): Promise<void> {
  if (cluster.maasUrl === '') await replaceRegionUrl(tx, cluster, url, 'Its worker called by this URL.');
}

/** As `recordRegionUrl`, also when the cluster has a URL. A URL that was set since the cluster was read stays. */
export async function replaceRegionUrl(tx: Db, cluster: Cluster, url: string, reason: string): Promise<void> {
  if (!URL.canParse(url) || isLoopback(new URL(url).hostname)) return;
  const recorded = await tx.sql(replaceUrl, cluster.id, url, cluster.maasUrl);
  if (recorded.length > 0) await recordUrlChange(tx, cluster, url, reason);
}

/** Records the event that nodes of a cluster get another URL of the region. @param url "" for none */
export async function recordUrlChange(
  tx: Db,
  { uuid, maasUrl }: Cluster,
  url: string,
  reason: string,
  username?: string,
): Promise<void> {
  await recordEvent(tx, {
    level: 'WARNING',
    type: 'Region URL of cluster changed',
    description: `Cluster ${uuid}: ${maasUrl || 'no URL'} was replaced by ${url || 'no URL'}. ${reason}`,
    details: { cluster: uuid, before: maasUrl, after: url },
    ...(username !== undefined && { username }),
  });
}
