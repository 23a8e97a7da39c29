import type { Db } from '../../db/database.js';
import { getConfig } from '../config.js';
import { byReference, type NodeReference } from './netboot.js';

/** What a node is installed from. */
export interface Installation {
  readonly system_id: string;
  /** Of its cluster */
  readonly uuid: string;
  /** The URL of the region that its cluster uses; "" for the default one. */
  readonly maas_url: string;
  /** The newest image for it; null when its cluster has none. */
  readonly image: {
    readonly osystem: string;
    readonly architecture: string;
    readonly subarchitecture: string;
    readonly release: string;
    readonly label: string;
  } | null;
}

/** An image of the node's own subarchitecture, else one that supports it (contract/nodes.md D). */
const find = byReference<Installation, [string]>(
  'node_installation',
  (id) => `SELECT n.system_id, g.uuid, g.maas_url,
     (SELECT json_build_object('osystem', b.osystem, 'architecture', b.architecture,
        'subarchitecture', b.subarchitecture, 'release', b.release, 'label', b.label)
      FROM boot_images b
      WHERE b.nodegroup_id = g.id AND b.osystem = 'ubuntu' AND b.purpose = 'xinstall'
        AND b.architecture = split_part(n.architecture, '/', 1)
        AND b.release = coalesce(nullif(n.distro_series, ''), $2)
        AND (b.subarchitecture = split_part(n.architecture, '/', 2)
          OR position(lower(split_part(n.architecture, '/', 2)) IN lower(b.supported_subarches)) > 0)
      ORDER BY b.subarchitecture <> split_part(n.architecture, '/', 2), b.id DESC LIMIT 1) AS image
   FROM nodes n JOIN nodegroups g ON g.id = n.nodegroup_id WHERE n.id = ${id}`,
);

export async function readInstallation(db: Db, { by, value }: NodeReference): Promise<Installation | undefined> {
  const [node] = await db.sql(find[by], value, await getConfig(db, 'default_distro_series'));
  return node;
}
