import { bytea, id, orElse, text } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const bootSources = tableMapping({
  source: 'maasserver_bootsource',
  shape: {
    id,
    cluster_id: orElse(id, null),
    url: text(200),
    keyring_filename: orElse(text(100), ''),
    keyring_data: orElse(bytea, Buffer.alloc(0)),
  },
  convert({ cluster_id, ...source }, conversion) {
    const nodegroup_id = cluster_id ?? conversion.facts.firstCluster ?? 0;
    if (cluster_id === null) conversion.change('cluster_id: is missing, so the first cluster has it');
    conversion.require('cluster_id', 'maasserver_nodegroup', nodegroup_id);
    return [{ table: 'boot_sources', values: { ...source, nodegroup_id } }];
  },
});
