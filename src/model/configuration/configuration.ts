import { DatabaseBatch } from '../../db/batch/database-batch.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';
import { CONFIG_ITEMS, type ConfigName, type ConfigValues } from './items.js';

export type { ConfigValues } from './items.js';

const find = statement<[readonly string[]], { name: string; value: unknown }>(
  'config',
  'SELECT name, value FROM config WHERE name = ANY($1::text[])',
);

const MOST_READS = 100;
/** The stored values by name, read for all concurrent requests at once. */
const stored = new DatabaseBatch(async (db, reads: readonly (readonly ConfigName[])[]) => {
  const rows = await db.sql(find, [...new Set(reads.flat())]);
  const values = new Map(rows.map(({ name, value }) => [name, value]));
  return reads.map(() => values);
}, MOST_READS);

/** The value of a config item, or its default. It is not cached, as another process may change it. */
export async function getConfig<Name extends ConfigName>(db: Db, name: Name): Promise<ConfigValues[Name]> {
  const { [name]: value } = await getConfigs(db, [name]);
  return value;
}

/** The values of several config items, read by one statement. */
export async function getConfigs<const Name extends ConfigName>(
  db: Db,
  names: readonly Name[],
): Promise<Pick<ConfigValues, Name>> {
  const values = await stored.ask(db, names);
  return pick(names, (name) => {
    const value = values.get(name);
    return value === undefined ? CONFIG_ITEMS[name].fallback() : CONFIG_ITEMS[name].stored.parse(value);
  });
}

/** Makes an object with a value for every name, so that the result has its type. */
function pick<Name extends ConfigName>(names: readonly Name[], value: (name: Name) => unknown) {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Pick<ConfigValues, Name>;
}

/** The value of a config item for clients: any JSON. */
export async function readConfig(db: Db, name: ConfigName): Promise<unknown> {
  const values = await stored.ask(db, [name]);
  return values.has(name) ? values.get(name) : CONFIG_ITEMS[name].fallback();
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
