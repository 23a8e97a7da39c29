import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Invalid } from '../../../errors.js';
import { listUsableArchitectures } from '../../images/usable-architectures.js';
import type { NetworkSpec } from './network-specs.js';

/**
 * The architectures that `arch` matches. `arm` means `armhf` unless an architecture `arm` exists. A primary
 * architecture matches all its subarchitectures.
 * @throws Invalid
 */
export async function findArchitectures(db: Db, arch: string, field: string): Promise<string[]> {
  const usable = await listUsableArchitectures(db);
  if (usable.includes(arch)) return [arch];
  for (const primary of arch === 'arm' ? ['arm', 'armhf'] : [arch]) {
    const matching = usable.filter((candidate) => candidate.startsWith(`${primary}/`));
    if (matching.length > 0) return matching;
  }
  throw Invalid.field(field, 'Architecture not recognised.');
}

const findTags = statement<[readonly string[]], { id: number; name: string }>(
  'acquire_tags',
  'SELECT id, name FROM tags WHERE name = ANY($1::text[])',
);

/** The ids of tags. @throws Invalid */
export async function findTagIds(db: Db, names: readonly string[], field: string): Promise<number[]> {
  const found = await db.sql(findTags, names);
  const unknown = unknownNames(names, found);
  if (unknown.length === 0) return found.map(({ id }) => id);
  throw Invalid.field(field, `No such tag(s): ${unknown.map((name) => `'${name}'`).join(', ')}.`);
}

const findZones = statement<[readonly string[]], { id: number; name: string }>(
  'acquire_zones',
  'SELECT id, name FROM zones WHERE name = ANY($1::text[])',
);

/** The id of a zone. @throws Invalid */
export async function findZoneId(db: Db, name: string, field: string): Promise<number> {
  const [zone] = await db.sql(findZones, [name]);
  if (!zone) throw Invalid.field(field, `No such zone: '${name}'.`);
  return zone.id;
}

/** The ids of zones. @throws Invalid */
export async function findZoneIds(db: Db, names: readonly string[], field: string): Promise<number[]> {
  const found = await db.sql(findZones, names);
  const unknown = unknownNames(names, found).sort();
  if (unknown.length > 0) throw Invalid.field(field, `No such zone(s): ${unknown.join(', ')}.`);
  return found.map(({ id }) => id);
}

function unknownNames(names: readonly string[], found: readonly { readonly name: string }[]): string[] {
  const known = new Set(found.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

const findNetworks = statement<[readonly string[], readonly string[]], { spec: string; id: number | null }>(
  'acquire_networks',
  `SELECT s.kind || ':' || s.value AS spec, net.id
   FROM unnest($1::text[], $2::text[]) AS s (kind, value)
   LEFT JOIN networks net ON CASE s.kind
     WHEN 'name' THEN net.name = s.value
     WHEN 'ip' THEN net.address >>= s.value::inet
     ELSE net.vlan_tag = s.value::int END`,
);

/** The ids of networks, each once. @throws Invalid */
export async function findNetworkIds(db: Db, specs: readonly NetworkSpec[], field: string): Promise<number[]> {
  const kinds = specs.map(({ kind }) => kind);
  const values = specs.map(({ value }) => value);
  const found = await db.sql(findNetworks, kinds, values);
  const unknown = found.filter(({ id }) => id === null).map(({ spec }) => `No such network: '${spec}'.`);
  if (unknown.length > 0) throw new Invalid({ [field]: unknown });
  return [...new Set(found.flatMap(({ id }) => id ?? []))];
}
