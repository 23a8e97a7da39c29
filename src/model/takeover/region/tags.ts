import { id, identifier, orElse, text } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

/** Tags. They keep their nodes, also those with a definition, which is evaluated when it changes. */
export const tags = tableMapping({
  source: 'maasserver_tag',
  shape: {
    id,
    name: identifier(256),
    definition: orElse(text(), ''),
    comment: orElse(text(), ''),
    kernel_opts: orElse(text(), null),
  },
  convert(row, conversion) {
    conversion.claim('name', row.name);
    return [{ table: 'tags', values: row }];
  },
});
