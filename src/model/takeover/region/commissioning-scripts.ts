import { base64, id, text } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const commissioningScripts = tableMapping({
  source: 'metadataserver_commissioningscript',
  shape: { id, name: text(255), content: base64 },
  convert(row, conversion) {
    conversion.claim('name', row.name);
    return [{ table: 'commissioning_scripts', values: row }];
  },
});
