import type { Db } from '../../db/database.js';
import { violatedConstraint } from '../../db/failure.js';
import { Query } from '../../db/query.js';
import { Invalid } from '../../errors.js';
import { collectInvalid, collecting } from '../../params/problems.js';
import { isPowerType } from '../../power/parameters.js';
import { badArchitecture, usableArchitectures } from '../images/usable.js';
import { Status } from '../statuses/node-status.js';
import type { LockedNode } from './find.js';
import { HOSTNAME_TAKEN } from './hostnames.js';
import { zoneId } from './zone.js';

/** New values of a node's attributes; what is undefined stays as it is. */
export interface NodeChanges {
  readonly hostname: string | undefined;
  readonly architecture: string | undefined;
  readonly distroSeries: string | undefined;
  /** Only administrators change the following. */
  readonly administered?: {
    readonly zone: string | undefined;
    readonly cpuCount: number | undefined;
    readonly memory: number | undefined;
    readonly storage: number | undefined;
    readonly powerType: string | undefined;
    readonly power: {
      /** The power parameters are taken as they are. */
      readonly skipCheck: boolean;
      /** What is to be stored with a power type; undefined: what is stored stays. @throws Invalid */
      checked(powerType: string): Readonly<Record<string, unknown>> | undefined;
    };
  };
}

/**
 * Changes a node. Its architecture is checked even when it stays, as the original does: a node whose boot images are
 * gone cannot be edited until they are back.
 * @param wrong fields that are known to be wrong
 * @throws Invalid with all fields that are wrong
 */
export async function updateNode(
  tx: Db,
  node: LockedNode,
  changes: NodeChanges,
  wrong: Record<string, readonly string[]>,
): Promise<void> {
  const { administered } = changes;
  const architecture = changes.architecture ?? node.architecture;
  if (!(await usableArchitectures(tx)).includes(architecture)) wrong.architecture = [badArchitecture(architecture)];
  const renamed = changes.hostname !== undefined && changes.hostname !== node.hostname;
  if (renamed && node.status === Status.ALLOCATED) {
    wrong.hostname = ["Can't change hostname while the node is in use."];
  }
  const power = administered ? powerOf(node, administered, wrong) : undefined;
  const zone = administered?.zone ? await zoneId(tx, administered.zone).catch(collecting(wrong)) : undefined;
  if (Object.keys(wrong).length > 0) throw new Invalid(wrong);

  await save(tx, node, {
    hostname: changes.hostname,
    architecture,
    distro_series: changes.distroSeries,
    zone_id: zone,
    cpu_count: administered?.cpuCount,
    memory: administered?.memory,
    storage: administered?.storage,
    power_type: power?.type,
    power_parameters: power?.parameters,
  });
}

type Administered = NonNullable<NodeChanges['administered']>;

/** The node's power settings after the change. Without a type there are no parameters, unless nobody is to check. */
function powerOf(node: LockedNode, changes: Administered, wrong: Record<string, readonly string[]>) {
  const type = changes.powerType ?? node.power_type;
  if (type !== '' && !isPowerType(type)) {
    wrong.power_type = [`Select a valid choice. ${type} is not one of the available choices.`];
    return undefined;
  }
  const emptied = type === '' && !changes.power.skipCheck ? {} : undefined;
  return { type, parameters: collectInvalid(wrong, () => changes.power.checked(type)) ?? emptied };
}

async function save(tx: Db, node: LockedNode, columns: Readonly<Record<string, unknown>>): Promise<void> {
  const query = new Query();
  const id = query.bind(node.id);
  const sets = Object.entries(columns)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) =>
      column === 'power_parameters'
        ? `${column} = ${query.bind(JSON.stringify(value))}::jsonb`
        : `${column} = ${query.bind(value)}`,
    );
  const text = `UPDATE nodes SET ${[...sets, 'updated = now()'].join(', ')} WHERE id = ${id}`;
  try {
    await tx.sql(query.statement<never>('node_update', text), ...query.values);
  } catch (error) {
    if (violatedConstraint(error) !== undefined) throw Invalid.field('hostname', HOSTNAME_TAKEN);
    throw error;
  }
}
