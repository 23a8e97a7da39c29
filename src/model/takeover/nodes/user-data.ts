import { base64, id } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const userData = tableMapping({
  source: 'metadataserver_nodeuserdata',
  mostRows: 20,
  shape: { id, node_id: id, data: base64 },
  convert({ node_id, data }, conversion) {
    conversion.require('node_id', 'maasserver_node', node_id);
    conversion.claim('node_id', String(node_id));
    return [{ table: 'node_user_data', values: { node_id, data } }];
  },
});
