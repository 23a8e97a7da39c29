import { z } from 'zod';
import type { Db } from '../../../db/database.js';
import type { Query } from '../../../db/query.js';
import { blankable, many, optional, type Param } from '../../../params/param.js';
import type { Problems } from '../../../params/problems.js';
import { identifier, macAddress } from '../../../params/values.js';
import { hasName, hasNoTag, hasTags, isAttachedToAll, isAttachedToNone } from './conditions.js';
import { type Condition, type Constraint, constraint, listConstraint } from './constraint.js';
import { findArchitectures, findNetworkIds, findTagIds, findZoneId, findZoneIds } from './look-ups.js';
import { networkSpec } from './network-specs.js';

const NETWORKS = `by name, by an address within (ip:10.1.2.3) or by VLAN tag (vlan:23)`;

const number = z
  .string()
  .trim()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i, 'Enter a number.')
  .transform(Number)
  .refine(Number.isFinite, 'Enter a number.');

/** A constraint on a column; a minimum of zero or less restricts nothing. */
function minimum(column: 'cpu_count' | 'memory', doc: string): Constraint<number> {
  return constraint({
    param: blankable(number, doc, 0),
    condition: async (_db, least) =>
      least > 0 ? (query) => `n.${column} >= ${query.bind(Math.ceil(least))}::float8` : undefined,
  });
}

/** A constraint on tags, whose names may stand in one value. */
function tagConstraint(doc: string, condition: (query: Query, ids: readonly number[]) => string): Constraint<string[]> {
  return constraint({
    param: many(z.string(), `${doc}; a value may hold several, by commas or blanks.`),
    async condition(db, texts, field) {
      const names = new Set(texts.flatMap((text) => text.split(/[\s,]+/)).filter((name) => name !== ''));
      if (names.size === 0) return undefined;
      const ids = await findTagIds(db, [...names], field);
      return (query) => condition(query, ids);
    },
  });
}

/**
 * All constraints by the names of their parameters, with their parsers, look-ups and SQL. A node must meet all given
 * constraints.
 */
const CONSTRAINTS = {
  name: constraint({
    param: optional(z.string(), 'Hostname of the returned node.', ''),
    condition: async (_db, name) => (name ? (query) => hasName(query, name) : undefined),
  }),
  arch: constraint({
    param: optional(
      z.string(),
      "Architecture of the returned node (e.g. 'i386/generic', 'amd64', 'armhf/highbank').",
      '',
    ),
    async condition(db, arch, field) {
      if (!arch) return undefined;
      const architectures = await findArchitectures(db, arch, field);
      return (query) => `n.architecture = ANY(${query.bind(architectures)}::text[])`;
    },
  }),
  cpu_count: minimum('cpu_count', 'The minimum number of CPUs the returned node must have.'),
  mem: minimum('memory', 'The minimum amount of memory (in MB) the returned node must have.'),
  tags: tagConstraint('Tags the returned node must have', hasTags),
  not_tags: tagConstraint('Tags the returned node must not have', hasNoTag),
  networks: listConstraint(
    many(networkSpec, `Networks to which the node must be attached: ${NETWORKS}.`),
    async (db, specs, field) => {
      const ids = await findNetworkIds(db, specs, field);
      return (query) => isAttachedToAll(query, ids);
    },
  ),
  not_networks: listConstraint(
    many(networkSpec, `Networks to which the node must not be attached: ${NETWORKS}.`),
    async (db, specs, field) => {
      const ids = await findNetworkIds(db, specs, field);
      return (query) => isAttachedToNone(query, ids);
    },
  ),
  connected_to: listConstraint(
    many(macAddress, "Routers' MAC addresses the returned node must be connected to."),
    async (_db, macs) => (query) => `n.routers @> ${query.bind(macs)}::text[]`,
  ),
  not_connected_to: listConstraint(
    many(macAddress, "Routers' MAC addresses the returned node must not be connected to."),
    async (_db, macs) => (query) => `(n.routers && ${query.bind(macs)}::text[]) IS NOT TRUE`,
  ),
  zone: constraint({
    param: optional(z.string(), 'Name of the physical zone the node should be in.', ''),
    async condition(db, name, field) {
      if (!name) return undefined;
      const id = await findZoneId(db, name, field);
      return (query) => `n.zone_id = ${query.bind(id)}`;
    },
  }),
  not_in_zone: listConstraint(
    many(identifier(256), 'Names of physical zones from which the node should not be acquired.'),
    async (db, names, field) => {
      const ids = await findZoneIds(db, names, field);
      return (query) => `n.zone_id <> ALL(${query.bind(ids)}::int[])`;
    },
  ),
};

type ValueOf<Entry> = Entry extends Constraint<infer Value> ? Value : never;
type Name = keyof typeof CONSTRAINTS;
/** The values of the constraints of a request, by the names of the parameters. */
type Wanted = { readonly [One in Name]: ValueOf<(typeof CONSTRAINTS)[One]> };

const TABLE: { readonly [One in Name]: Constraint<Wanted[One]> } = CONSTRAINTS;
const NAMES = Object.keys(CONSTRAINTS) as Name[];

/** The parameters that name constraints. */
export const constraintParams = Object.fromEntries(NAMES.map((name) => [name, TABLE[name].param])) as {
  readonly [One in Name]: Param<Wanted[One]>;
};

/** The conditions of an acquisition, by the names of their constraints. */
export type Conditions = ReadonlyMap<string, Condition>;

/** Makes the conditions of the constraints. @param problems collects the constraints that name unknown objects */
export async function findConditions(db: Db, wanted: Wanted, problems: Problems): Promise<Conditions> {
  const conditions = new Map<string, Condition>();
  for (const name of NAMES) {
    const condition = await problems.collect(() => findCondition(db, name, wanted));
    if (condition) conditions.set(name, condition);
  }
  return conditions;
}

function findCondition<One extends Name>(db: Db, name: One, wanted: Wanted): Promise<Condition | undefined> {
  return TABLE[name].condition(db, wanted[name], name);
}
