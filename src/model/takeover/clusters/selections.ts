import { id, orElse, text, textArray } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

const list = orElse(textArray, []);

export const selections = tableMapping({
  source: 'maasserver_bootsourceselection',
  shape: { id, boot_source_id: id, release: orElse(text(20), ''), arches: list, subarches: list, labels: list },
  convert(row, conversion) {
    conversion.require('boot_source_id', 'maasserver_bootsource', row.boot_source_id);
    return [{ table: 'boot_source_selections', values: row }];
  },
});
