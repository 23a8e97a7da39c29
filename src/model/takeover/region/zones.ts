import { id, identifier, orElse, text } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const zones = tableMapping({
  source: 'maasserver_zone',
  shape: { id, name: identifier(256), description: orElse(text(), '') },
  convert(row, conversion) {
    conversion.claim('name', row.name);
    return [{ table: 'zones', values: row }];
  },
});
