import { id } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const nodeTags = tableMapping({
  source: 'maasserver_node_tags',
  shape: { id, node_id: id, tag_id: id },
  convert({ node_id, tag_id }, conversion) {
    conversion.require('node_id', 'maasserver_node', node_id);
    conversion.require('tag_id', 'maasserver_tag', tag_id);
    conversion.claim('tag_id', `${node_id} ${tag_id}`);
    return [{ table: 'node_tags', values: { node_id, tag_id } }];
  },
});
