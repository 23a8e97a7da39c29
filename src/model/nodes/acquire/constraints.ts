import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Invalid } from '../../../errors.js';
import { usableArchitectures } from '../../images/usable.js';
import type { NetworkSpec } from './network-specs.js';

/** What an acquired node must have, as the client says it; what is left out is no constraint. */
export interface Wanted {
  readonly name?: string | undefined;
  readonly arch?: string | undefined;
  readonly cpu_count?: number | undefined;
  /** MiB */
  readonly mem?: number | undefined;
  readonly tags: readonly string[];
  readonly networks: readonly NetworkSpec[];
  readonly not_networks: readonly NetworkSpec[];
  /** MAC addresses of routers */
  readonly connected_to: readonly string[];
  readonly not_connected_to: readonly string[];
  readonly zone?: string | undefined;
  readonly not_in_zone: readonly string[];
}

/** The same, with everything that is named looked up: only what has an effect is there. */
export interface Constraints {
  readonly name?: string;
  readonly architectures?: readonly string[];
  readonly cpuCount?: number;
  readonly memory?: number;
  readonly tagIds?: readonly number[];
  readonly networkIds?: readonly number[];
  readonly notNetworkIds?: readonly number[];
  readonly routers?: readonly string[];
  readonly notRouters?: readonly string[];
  readonly zoneId?: number;
  readonly notZoneIds?: readonly number[];
}

type Wrong = Record<string, readonly string[]>;

/**
 * Looks up what the constraints name.
 * @param wrong what is known to be wrong before, by parameter
 * @throws Invalid with every parameter that names something unknown
 */
export async function resolveConstraints(db: Db, wanted: Wanted, wrong: Wrong = {}): Promise<Constraints> {
  const constraints: Constraints = {
    ...(wanted.name ? { name: wanted.name } : {}),
    ...(await architectures(db, wanted.arch, wrong)),
    ...(wanted.cpu_count && wanted.cpu_count > 0 ? { cpuCount: Math.ceil(wanted.cpu_count) } : {}),
    ...(wanted.mem && wanted.mem > 0 ? { memory: Math.ceil(wanted.mem) } : {}),
    ...(await tags(db, wanted.tags, wrong)),
    ...(await zones(db, wanted, wrong)),
    ...present('networkIds', await networks(db, 'networks', wanted.networks, wrong)),
    ...present('notNetworkIds', await networks(db, 'not_networks', wanted.not_networks, wrong)),
    ...present('routers', wanted.connected_to),
    ...present('notRouters', wanted.not_connected_to),
  };
  if (Object.keys(wrong).length > 0) throw new Invalid(wrong);
  return constraints;
}

/** A constraint that lists nothing is none. */
function present<Name extends keyof Constraints, Item>(name: Name, list: readonly Item[]) {
  return list.length > 0 ? { [name]: [...new Set(list)] } : {};
}

/** `arm` means `armhf` unless there is a real `arm`; a primary architecture means all its subarchitectures. */
async function architectures(db: Db, arch: string | undefined, wrong: Wrong) {
  if (!arch) return {};
  const usable = await usableArchitectures(db);
  if (usable.includes(arch)) return { architectures: [arch] };
  for (const primary of arch === 'arm' ? ['arm', 'armhf'] : [arch]) {
    const matching = usable.filter((candidate) => candidate.startsWith(`${primary}/`));
    if (matching.length > 0) return { architectures: matching };
  }
  wrong.arch = ['Architecture not recognised.'];
  return {};
}

const findTags = statement<[readonly string[]], { id: number; name: string }>(
  'acquire_tags',
  'SELECT id, name FROM tags WHERE name = ANY($1::text[])',
);

async function tags(db: Db, names: readonly string[], wrong: Wrong) {
  const wanted = [...new Set(names)];
  if (wanted.length === 0) return {};
  const found = await db.sql(findTags, wanted);
  const known = new Set(found.map(({ name }) => name));
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length > 0) wrong.tags = [`No such tag(s): ${unknown.map((name) => `'${name}'`).join(', ')}.`];
  return { tagIds: found.map(({ id }) => id) };
}

const findZones = statement<[readonly string[]], { id: number; name: string }>(
  'acquire_zones',
  'SELECT id, name FROM zones WHERE name = ANY($1::text[])',
);

async function zones(db: Db, { zone, not_in_zone: not }: Wanted, wrong: Wrong) {
  const wanted = zone ? [...not, zone] : not;
  if (wanted.length === 0) return {};
  const ids = new Map((await db.sql(findZones, wanted)).map(({ id, name }) => [name, id]));
  const zoneId = zone ? ids.get(zone) : undefined;
  if (zone && zoneId === undefined) wrong.zone = [`No such zone: '${zone}'.`];
  const unknown = [...new Set(not)].filter((name) => !ids.has(name)).sort();
  if (unknown.length > 0) wrong.not_in_zone = [`No such zone(s): ${unknown.join(', ')}.`];
  return {
    ...(zoneId === undefined ? {} : { zoneId }),
    ...present(
      'notZoneIds',
      not.flatMap((name) => ids.get(name) ?? []),
    ),
  };
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

async function networks(db: Db, field: string, specs: readonly NetworkSpec[], wrong: Wrong): Promise<number[]> {
  if (specs.length === 0) return [];
  const kinds = specs.map(({ kind }) => kind);
  const found = await db.sql(
    findNetworks,
    kinds,
    specs.map(({ value }) => value),
  );
  const unknown = found.filter(({ id }) => id === null).map(({ spec }) => `No such network: '${spec}'.`);
  if (unknown.length > 0) wrong[field] = unknown;
  return found.flatMap(({ id }) => id ?? []);
}
