import { base64, id, integer, orElse, text, time } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const commissioningResults = tableMapping({
  source: 'metadataserver_nodecommissionresult',
  mostRows: 20,
  shape: {
    id,
    node_id: id,
    name: text(255),
    script_result: integer,
    data: base64,
    created: orElse(time, null),
    updated: orElse(time, null),
  },
  convert({ created, updated, ...row }, conversion) {
    conversion.require('node_id', 'maasserver_node', row.node_id);
    conversion.claim('name', `${row.node_id} ${row.name}`);
    const times = { created: created ?? new Date(), updated: updated ?? created ?? new Date() };
    return [{ table: 'commissioning_results', values: { ...row, ...times } }];
  },
});
