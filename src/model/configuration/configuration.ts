import { type Keyed, lookUp } from '../../db/batch/look-up.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';
import { CONFIG_ITEMS, type ConfigName, type ConfigValues } from './items.js';

export type { ConfigValues } from './items.js';

interface StoredItem extends Keyed<string> {
  readonly value: unknown;
}

const stored = lookUp(
  statement<[readonly string[]], StoredItem>(
    'config',
    'SELECT name AS key, value FROM config WHERE name = ANY($1::text[])',
  ),
);

/** The value of a config item, or its default. It is not cached, as another process may change it. */
export async function getConfig<Name extends ConfigName>(db: Db, name: Name): Promise<ConfigValues[Name]> {
  const item = CONFIG_ITEMS[name];
  const row = await stored.ask(db, name);
  return row ? item.stored.parse(row.value) : item.fallback();
}

/** The values of several config items. */
export async function getConfigs<const Name extends ConfigName>(
  db: Db,
  names: readonly Name[],
): Promise<Pick<ConfigValues, Name>> {
  const values = await Promise.all(
    names.map(async (name): Promise<[Name, unknown]> => [name, await getConfig(db, name)]),
  );
  // There is a value for every name.
  return Object.fromEntries(values) as Pick<ConfigValues, Name>;
}

/** The value of a config item for clients: any JSON. */
export async function readConfig(db: Db, name: ConfigName): Promise<unknown> {
  const row = await stored.ask(db, name);
  return row ? row.value : CONFIG_ITEMS[name].fallback();
}

const store = statement<[string, string], never>(
  'config_store',
  `INSERT INTO config (name, value) VALUES ($1, $2::text::jsonb)
   ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
);

/** @throws Invalid under the item's name when the text is not a valid value */
export async function setConfig(tx: Db, name: ConfigName, text: string): Promise<void> {
  const parsed = CONFIG_ITEMS[name].input.safeParse(text);
  if (!parsed.success) throw new Invalid({ [name]: parsed.error.issues.map((issue) => issue.message) });
  await tx.sql(store, name, JSON.stringify(parsed.data));
}

/** Validates the name of a config item. @throws Invalid under the name when no item has it */
export function parseConfigName(name: string): ConfigName {
  if (!isConfigName(name)) throw Invalid.field(name, `There is no config item ${JSON.stringify(name)}.`);
  return name;
}

function isConfigName(name: string): name is ConfigName {
  return Object.hasOwn(CONFIG_ITEMS, name);
}
