import { CONFIG_ITEMS, type ConfigName } from '../../configuration/items.js';
import { id, orElse, text } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

function isItem(name: string): name is ConfigName {
  return Object.hasOwn(CONFIG_ITEMS, name);
}

/** The documented items of the configuration. An item that is NULL, or not valid here, has its default. */
export const configuration = tableMapping({
  source: 'maasserver_config',
  shape: { id, name: text(255), value: orElse(text(), 'null') },
  convert({ name, value }, conversion) {
    if (!isItem(name) || value.trim() === 'null') return [];
    conversion.claim('name', name);
    const parsed = CONFIG_ITEMS[name].input.safeParse(value);
    if (parsed.success) return [{ table: 'config', values: { name, value: JSON.stringify(parsed.data) } }];
    conversion.change(`value: is not valid for ${name}, which has its default`);
    return [];
  },
});
