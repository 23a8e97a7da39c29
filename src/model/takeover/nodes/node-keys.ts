import { id } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

/** The credentials of machines for the metadata service. Running machines use them, so they are kept. */
export const nodeKeys = tableMapping({
  source: 'metadataserver_nodekey',
  shape: { id, node_id: id, token_id: id },
  convert({ node_id, token_id }, conversion) {
    conversion.require('node_id', 'maasserver_node', node_id);
    conversion.require('token_id', 'piston_token', token_id);
    conversion.claim('node_id', String(node_id));
    conversion.claim('token_id', String(token_id));
    return [{ table: 'node_keys', values: { node_id, token_id } }];
  },
});
