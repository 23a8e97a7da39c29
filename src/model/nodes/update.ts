import type { Db } from '../../db/database.js';
import { findViolatedConstraint } from '../../db/database-failure.js';
import { firstRow } from '../../db/first-row.js';
import { Query } from '../../db/query.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';
import type { Problems } from '../../params/problems.js';
import { isPowerType } from '../../power/validate-parameters.js';
import { describeBadArchitecture, listUsableArchitectures } from '../images/usable-architectures.js';
import { NodeStatus } from '../statuses/node-status.js';
import { bindColumns, type GivenHardware, type NodeColumns } from './fields.js';
import { HOSTNAME_TAKEN } from './hostnames.js';
import type { LockedNode } from './lock.js';
import { lockZoneId } from './zone.js';

/** Power parameters that a client gave one by one. */
export interface GivenPower {
  /** True: the power parameters are not validated. */
  readonly skipCheck: boolean;
  /** Returns the parameters to store with a power type. Undefined: they stay as they are. @throws Invalid */
  checked(powerType: string): Readonly<Record<string, string>> | undefined;
}

/** New values of a node's attributes. Undefined ones stay as they are. Only administrators give the last ones. */
export interface NodeChanges extends GivenHardware {
  readonly hostname: string | undefined;
  readonly architecture: string | undefined;
  readonly distro_series: string | undefined;
  readonly zone: string | undefined;
  readonly power_type: string | undefined;
  readonly power: GivenPower | undefined;
}

/**
 * Changes a node. An unchanged architecture is validated too, as in the original: a node without boot images for its
 * architecture cannot be edited.
 * @param problems the problems that are already known
 * @throws Invalid with all problems
 */
export async function updateNode(tx: Db, node: LockedNode, changes: NodeChanges, problems: Problems): Promise<void> {
  const { zone, power_type, power, architecture = node.architecture, ...others } = changes;
  if (!(await listUsableArchitectures(tx)).includes(architecture)) {
    problems.add('architecture', describeBadArchitecture(architecture));
  }
  await checkHostname(tx, node, changes, problems);
  const powered = power && (await problems.collect(() => powerColumns(node, power_type, power)));
  const zone_id = zone ? await problems.collect(() => lockZoneId(tx, zone)) : undefined;
  problems.throwIfAny();
  await save(tx, node, { ...others, ...powered, architecture, zone_id });
}

const otherWithName = statement<[string, number], { taken: boolean }>(
  'node_hostname_taken',
  'SELECT EXISTS (SELECT FROM nodes WHERE lower(hostname) = lower($1) AND id <> $2) AS taken',
);

/** A new name must not be that of another node, in any case. */
async function checkHostname(tx: Db, node: LockedNode, { hostname }: NodeChanges, problems: Problems): Promise<void> {
  if (hostname === undefined || hostname === node.hostname) return;
  if (node.status === NodeStatus.ALLOCATED) {
    problems.add('hostname', "Can't change hostname while the node is in use.");
    return;
  }
  const { taken } = await firstRow(tx.sql(otherWithName, hostname, node.id));
  if (taken) problems.add('hostname', HOSTNAME_TAKEN);
}

/**
 * The node's power settings after the change. Without a type there are no parameters, unless the check is skipped.
 * @throws Invalid
 */
function powerColumns(node: LockedNode, changed: string | undefined, power: GivenPower) {
  const type = changed ?? node.power_type;
  if (type !== '' && !isPowerType(type)) {
    throw Invalid.field('power_type', `Select a valid choice. ${type} is not one of the available choices.`);
  }
  const emptied = type === '' && !power.skipCheck ? {} : undefined;
  return { power_type: type, power_parameters: power.checked(type) ?? emptied };
}

async function save(tx: Db, node: LockedNode, columns: NodeColumns): Promise<void> {
  const query = new Query();
  const id = query.bind(node.id);
  const changes = bindColumns(query, columns).map(([column, placeholder]) => `${column} = ${placeholder}`);
  if (columns.hostname !== undefined) {
    changes.push(`hostname_repeats = hostname_repeats AND hostname = ${query.bind(columns.hostname)}`);
  }
  const text = `UPDATE nodes SET ${[...changes, 'updated = now()'].join(', ')} WHERE id = ${id}`;
  try {
    await tx.sql(query.statement<never>('node_update', text), ...query.values);
  } catch (error) {
    if (findViolatedConstraint(error) !== undefined) throw Invalid.field('hostname', HOSTNAME_TAKEN);
    throw error;
  }
}
