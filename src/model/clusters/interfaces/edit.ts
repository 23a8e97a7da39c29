import type { Db } from '../../../db/database.js';
import { violatedConstraint } from '../../../db/failure.js';
import { type Statement, statement } from '../../../db/statement.js';
import { ALL_FIELDS, type FieldErrors, Invalid } from '../../../errors.js';
import { ADDRESSES, type ClusterInterface, INTERFACE, only } from './interfaces.js';
import { emptyFields, type InterfaceSettings, interfaceProblems, withBroadcast } from './rules.js';

type Address = string | null;
type Columns = readonly [number, string, number, string, Address, Address, Address, Address, Address];

const insert = statement<Columns, ClusterInterface>(
  'cluster_interface_insert',
  `INSERT INTO nodegroup_interfaces (nodegroup_id, interface, management, ${ADDRESSES.join(', ')})
   VALUES ($1, $2, $3, ${ADDRESSES.map((_, index) => `$${index + 4}::inet`).join(', ')}) RETURNING ${INTERFACE}`,
);
const update = statement<Columns, ClusterInterface>(
  'cluster_interface_update',
  `UPDATE nodegroup_interfaces
   SET interface = $2, management = $3, ${ADDRESSES.map((column, index) => `${column} = $${index + 4}::inet`).join(', ')}
   WHERE id = $1 RETURNING ${INTERFACE}`,
);

/** The fields of an interface that are given; those that are not (undefined) have their defaults or stay as they are. */
export type InterfaceChanges = { readonly [Field in keyof InterfaceSettings]?: InterfaceSettings[Field] | undefined };

const UNSET = {
  interface: '',
  management: 0,
  subnet_mask: null,
  broadcast_ip: null,
  router_ip: null,
  ip_range_low: null,
  ip_range_high: null,
};

/**
 * Adds an interface to a cluster.
 * @param wrong what has been found wrong with single fields; these are not among `given`
 * @throws Invalid when anything is wrong, or the cluster has an interface of this name
 */
export function addInterface(
  tx: Db,
  nodegroupId: number,
  given: InterfaceChanges,
  wrong: FieldErrors,
): Promise<ClusterInterface> {
  return written(tx, insert, nodegroupId, checked({ ip: '', ...UNSET, ...defined(given) }, wrong));
}

/**
 * Changes what is given.
 * @param wrong as for `addInterface`
 * @throws Invalid when anything is wrong, or the cluster has another interface of this name
 */
export function changeInterface(
  tx: Db,
  old: ClusterInterface,
  given: InterfaceChanges,
  wrong: FieldErrors,
): Promise<ClusterInterface> {
  return written(tx, update, old.id, checked({ ...old, ...defined(given) }, wrong));
}

function defined(given: InterfaceChanges): Partial<InterfaceSettings> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Malformed fields are told together with those that are empty and must not be; all else needs them well-formed. */
function checked(settings: InterfaceSettings, wrong: FieldErrors): InterfaceSettings {
  const malformed = Object.keys(wrong);
  const problems = malformed.length > 0 ? joined(wrong, emptyFields(settings)) : interfaceProblems(settings);
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  return withBroadcast(settings);
}

function joined(one: FieldErrors, other: FieldErrors): FieldErrors {
  const fields = Object.keys({ ...one, ...other });
  return Object.fromEntries(fields.map((field) => [field, [...(one[field] ?? []), ...(other[field] ?? [])]]));
}

async function written(
  tx: Db,
  write: Statement<Columns, ClusterInterface>,
  id: number,
  settings: InterfaceSettings,
): Promise<ClusterInterface> {
  const {
    interface: name,
    management,
    ip,
    subnet_mask,
    broadcast_ip,
    router_ip,
    ip_range_low,
    ip_range_high,
  } = settings;
  const addresses = [ip, subnet_mask, broadcast_ip, router_ip, ip_range_low, ip_range_high] as const;
  try {
    return await only(tx.sql(write, id, name, management, ...addresses));
  } catch (error) {
    if (violatedConstraint(error) === undefined) throw error;
    throw Invalid.field(ALL_FIELDS, `The cluster has an interface '${name}' already.`);
  }
}
