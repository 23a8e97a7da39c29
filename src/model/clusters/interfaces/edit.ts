import type { Db } from '../../../db/database.js';
import { findViolatedConstraint } from '../../../db/database-failure.js';
import { firstRow } from '../../../db/first-row.js';
import { statement } from '../../../db/statement.js';
import { ALL_FIELDS, Invalid } from '../../../errors.js';
import type { Problems } from '../../../params/problems.js';
import { ADDRESS_NAMES, INTERFACE_DEFAULTS, type InterfaceChanges, type InterfaceSettings } from './fields.js';
import { type ClusterInterface, INTERFACE_COLUMNS } from './interfaces.js';
import { fillBroadcast, findEmptyFields, findInterfaceProblems } from './rules.js';

const COLUMNS = ['interface', 'management', 'ip', ...ADDRESS_NAMES].join(', ');
/** Rows of settings, from JSON. */
const GIVEN = `jsonb_to_recordset($2::jsonb) AS given
  (interface text, management int, ${['ip', ...ADDRESS_NAMES].map((name) => `${name} inet`).join(', ')})`;
const INSERT = `INSERT INTO nodegroup_interfaces (nodegroup_id, ${COLUMNS}) SELECT $1, ${COLUMNS} FROM ${GIVEN}`;

const insert = statement<[number, string], ClusterInterface>(
  'cluster_interface_insert',
  `${INSERT} RETURNING ${INTERFACE_COLUMNS}`,
);
const insertMissing = statement<[number, string], never>(
  'cluster_interfaces_insert',
  `${INSERT} ON CONFLICT DO NOTHING`,
);
const update = statement<[number, string], ClusterInterface>(
  'cluster_interface_update',
  `UPDATE nodegroup_interfaces SET (${COLUMNS}) = (SELECT ${COLUMNS} FROM ${GIVEN}) WHERE id = $1
   RETURNING ${INTERFACE_COLUMNS}`,
);

/**
 * Adds an interface to a cluster.
 * @param problems the problems of single fields; `given` does not hold these fields
 * @throws Invalid for any problem, or when the cluster has an interface of this name
 */
export async function createInterface(
  tx: Db,
  nodegroupId: number,
  given: InterfaceChanges,
  problems: Problems,
): Promise<ClusterInterface> {
  const settings = checkSettings({ ip: '', ...INTERFACE_DEFAULTS, ...defined(given) }, problems);
  return withFreeName(settings, () => firstRow(tx.sql(insert, nodegroupId, JSON.stringify([settings]))));
}

/** Adds interfaces to a cluster. Interfaces with existing names are skipped. */
export async function createMissingInterfaces(
  tx: Db,
  nodegroupId: number,
  interfaces: readonly InterfaceSettings[],
): Promise<void> {
  if (interfaces.length > 0) await tx.sql(insertMissing, nodegroupId, JSON.stringify(interfaces));
}

/**
 * Changes the given settings of an interface.
 * @param problems as for `createInterface`
 * @throws Invalid for any problem, or when the cluster has another interface of this name
 */
export async function updateInterface(
  tx: Db,
  old: ClusterInterface,
  given: InterfaceChanges,
  problems: Problems,
): Promise<ClusterInterface> {
  const settings = checkSettings({ ...old, ...defined(given) }, problems);
  return withFreeName(settings, () => firstRow(tx.sql(update, old.id, JSON.stringify([settings]))));
}

function defined(given: InterfaceChanges): Partial<InterfaceSettings> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/**
 * Validates settings. Malformed fields are reported together with missing ones. The other rules are only checked when
 * all fields are well-formed.
 * @throws Invalid
 */
function checkSettings(settings: InterfaceSettings, problems: Problems): InterfaceSettings {
  problems.addAll(problems.isEmpty ? findInterfaceProblems(settings) : findEmptyFields(settings));
  problems.throwIfAny();
  return fillBroadcast(settings);
}

/** @throws Invalid when the cluster has another interface of this name */
async function withFreeName<Result>(settings: InterfaceSettings, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (findViolatedConstraint(error) === undefined) throw error;
    throw Invalid.field(ALL_FIELDS, `The cluster has an interface '${settings.interface}' already.`);
  }
}
