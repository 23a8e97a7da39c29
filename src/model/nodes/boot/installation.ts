import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import type { ApiKey } from '../../accounts/keys.js';
import { getConfig } from '../../configuration/configuration.js';
import { selectNewestImage } from '../../images/newest-image.js';
import { DEFAULT_SERIES } from '../../series/series.js';
import { forReferences, type NodeReference } from './booting-node.js';

/** The image, the cluster and the credentials for the installation of a node. */
export interface Installation {
  readonly system_id: string;
  /** The node's credentials */
  readonly key: ApiKey;
  /** The uuid of the node's cluster. */
  readonly uuid: string;
  /** The URL of the region that the node's cluster uses; "" for the default one. */
  readonly maas_url: string;
  /** The newest image for the node; null when the node's cluster has none. */
  readonly image: {
    readonly osystem: string;
    readonly architecture: string;
    readonly subarchitecture: string;
    readonly release: string;
    readonly label: string;
  } | null;
}

const IMAGE = selectNewestImage({
  nodegroup: 'g.id',
  architecture: "split_part(n.architecture, '/', 1)",
  subarchitecture: "split_part(n.architecture, '/', 2)",
  release: "coalesce(nullif(n.distro_series, ''), $2)",
  purpose: "'xinstall'",
});

const find = forReferences((nodes) =>
  statement<[keys: readonly string[], series: string], Installation>(
    'node_installation',
    `SELECT n.system_id, g.uuid, g.maas_url,
     json_build_object('consumerKey', c.key, 'tokenKey', t.key, 'tokenSecret', t.secret) AS key,
     (SELECT json_build_object('osystem', b.osystem, 'architecture', b.architecture,
        'subarchitecture', b.subarchitecture, 'release', b.release, 'label', b.label) ${IMAGE}) AS image
   FROM ${nodes} JOIN nodegroups g ON g.id = n.nodegroup_id JOIN node_keys k ON k.node_id = n.id
     JOIN tokens t ON t.id = k.token_id JOIN consumers c ON c.id = t.consumer_id`,
  ),
);

export async function readInstallation(db: Db, { by, value }: NodeReference): Promise<Installation | undefined> {
  const series = (await getConfig(db, 'default_distro_series')) || DEFAULT_SERIES;
  const [node] = await db.sql(find[by], [value], series);
  return node;
}
